from workers import Response


async def on_fetch():
    return Response("hello")
