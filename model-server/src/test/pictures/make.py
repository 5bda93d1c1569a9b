"""Writes the pictures of the tests, and what Pillow makes of them, into src/test/resources/pictures.

    python src/test/pictures/make.py        # needs Pillow 11 or newer
"""

import base64
import json
import pathlib

from PIL import Image

OUT = pathlib.Path(__file__).parent.parent / "resources" / "pictures"


def scene(width, height):
    """Slopes and a square with hard edges, so that neither scaling nor channels can be mistaken."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            inside = width // 4 < x < width // 2 and height // 4 < y < height // 2
            colour = (250, 20, 60) if inside else (255 * x // width, 255 * y // height, (7 * x + 3 * y) % 256)
            image.putpixel((x, y), colour)
    return image


def cover(image, size, shorter):
    """As torchvision's Resize(shorter), CenterCrop(size)."""
    width, height = image.size
    scaled = (shorter, shorter * height // width) if width <= height else (shorter * width // height, shorter)
    image = image.resize(scaled, Image.BILINEAR)
    left = round((scaled[0] - size[0]) / 2.0)
    top = round((scaled[1] - size[1]) / 2.0)
    return image.crop((left, top, left + size[0], top + size[1]))


def text(image):
    return base64.b64encode(image.tobytes()).decode()


OUT.mkdir(parents=True, exist_ok=True)
wide = scene(61, 40)
wide.save(OUT / "rgb.png")
wide.convert("L").save(OUT / "gray.png")
wide.convert("LA").save(OUT / "gray-alpha.png")
wide.convert("RGBA").save(OUT / "rgba.png")
wide.quantize(17).save(OUT / "palette.png")
wide.convert("1").save(OUT / "two.png")
wide.convert("L").point(lambda v: v * 257, "I").convert("I;16").save(OUT / "gray16.png")
wide.save(OUT / "baseline.jpg", quality=95, subsampling=0)
wide.save(OUT / "progressive.jpg", quality=95, subsampling=0, progressive=True)
wide.convert("L").save(OUT / "gray.jpg", quality=95)
wide.convert("CMYK").save(OUT / "cmyk.jpg", quality=95)

expected = {}
for file in sorted(OUT.glob("*.*g")):
    if file.name in ("cmyk.jpg", "gray16.png"):
        continue
    image = Image.open(file).convert("RGB")
    expected[file.name] = {
        "stretch 16x12": text(image.resize((16, 12), Image.BILINEAR)),
        "stretch 20x50": text(image.resize((20, 50), Image.BILINEAR)),
        "cover 10x10 of 14": text(cover(image, (10, 10), 14)),
    }
(OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
