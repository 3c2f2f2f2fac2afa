"""Colour swatches drawn with Pillow: /swatch?colour=ff8800&width=40&height=20&text=hi"""

from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from PIL import Image, ImageDraw, ImageFont
from pyodide.ffi import to_js
from workers import Response, WorkerEntrypoint

CAPTION_HEIGHT = 14


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        url = urlsplit(request.url)
        if url.path != "/swatch":
            page = Path(__file__).parent / "index.html"
            return Response(page.read_text(), headers={"Content-Type": "text/html"})
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        return self.show(draw_swatch(query))

    def show(self, image):
        file = BytesIO()
        image.save(file, format="PNG")
        headers = {"Content-Type": "image/png", "Cache-Control": "public, max-age=3600"}
        return Response(to_js(file.getvalue()).buffer, headers=headers)


def draw_swatch(query):
    colour = f"#{query.get('colour', '777777')}"
    size = int(query.get("width", 64)), int(query.get("height", 64))
    image = Image.new("RGB", size, colour)
    if "text" in query:
        draw = ImageDraw.Draw(image)
        draw.rectangle([0, 0, size[0], CAPTION_HEIGHT], fill="black")
        draw.text((2, 1), query["text"], fill="white", font=ImageFont.load_default())
    return image
