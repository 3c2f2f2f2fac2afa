// What a script sees when it runs a list of JavaScript expressions, as JSON that keeps the types apart.

// Runs the expressions one after the other. `compile(code)` makes an async function without parameters.
export async function collect(expressions, compile) {
  const outcomes = [];
  for (const expression of expressions) {
    try {
      outcomes.push(await show(await compile(`return (${expression})`)()));
    } catch (error) {
      outcomes.push(`!! ${error.constructor.name}: ${error.message}`);
    }
  }
  return outcomes;
}

async function show(value) {
  if (value === undefined) return "undefined";
  if (value instanceof Map) return { Map: await Promise.all([...value].map(showPair)) };
  if (value instanceof ArrayBuffer) return { ArrayBuffer: [...new Uint8Array(value)] };
  if (value instanceof ReadableStream) return { ReadableStream: await new Response(value).text() };
  if (value instanceof Response) return { Response: await value.text() };
  return value;
}

async function showPair([key, value]) {
  return [key, await show(value)];
}
