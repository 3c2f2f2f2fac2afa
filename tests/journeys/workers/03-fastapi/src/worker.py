"""A bookshop: FastAPI with validated bodies, a Jinja template, a variable, KV, and a WebSocket."""

import asgi
import jinja2
from fastapi import FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from workers import WorkerEntrypoint

app = FastAPI()
page = jinja2.Environment(autoescape=True).from_string("<h1>{{ shop }}</h1><p>Come in, {{ visitor }}!</p>")


class Book(BaseModel):
    title: str
    pages: int = Field(gt=0)


@app.get("/welcome/{visitor}")
async def welcome(visitor: str, request: Request):
    text = page.render(shop=request.scope["env"].SHOP, visitor=visitor)
    return Response(text, media_type="text/html")


@app.post("/books/{number}", status_code=201)
async def add(number: int, book: Book, request: Request):
    await request.scope["env"].BOOKS.put(str(number), book.model_dump_json())
    return book


@app.get("/books/{number}")
async def show(number: int, request: Request):
    found = await request.scope["env"].BOOKS.get(str(number), type="json")
    if found is None:
        raise HTTPException(404, f"no book {number}")
    return found


@app.get("/rules")
def rules():
    return ["no shouting", "no dogs"]


@app.get("/pages")
async def pages():
    async def write():
        for number in range(1, 4):
            yield f"page {number}\n"

    return StreamingResponse(write(), media_type="text/plain")


@app.websocket("/talk")
async def talk(socket: WebSocket):
    await socket.accept()
    async for question in socket.iter_text():
        await socket.send_text(f"You said: {question}")


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        if request.headers.get("upgrade") == "websocket":
            return await asgi.websocket(app, request.js_object, self.env)
        return await asgi.fetch(app, request.js_object, self.env)
