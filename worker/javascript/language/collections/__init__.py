"""Array, Map, Set and their like (ECMA-262, sections 23 and 24), as Pyodide shows them to Python."""
