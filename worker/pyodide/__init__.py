"""What `import pyodide` gives on CPython, written from its documented behaviour."""
