"""Writes the TorchScript models of the tests and of the benchmark into src/test/resources/models.

    python src/test/models/make.py        # needs torch 2.7 or newer
"""

import json
import pathlib
import torch
from typing import Dict
from torch import Tensor

OUT = pathlib.Path(__file__).parent.parent / "resources" / "models"


class Several(torch.nn.Module):
    """Several inputs and outputs, one of them of any width; and it fails, is slow, or never ends, as its rows say."""

    def forward(self, a: Tensor, count: Tensor, wide: Tensor):
        if bool((a < -1000).any()):
            raise RuntimeError("a is too low")
        spins = int(a[:, 1].max())
        total = torch.zeros(1)
        for i in range(spins):
            total = total + i
        while bool((a[:, 2] == 666).any()):
            total = total + 1
        return a.sum(dim=1), wide * 2, count > 2, count + 1


class Mlp(torch.nn.Module):
    """30 numbers in, 64 in between, the probabilities of 2 classes out."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(30, 64), torch.nn.ReLU(), torch.nn.Linear(64, 2), torch.nn.Softmax(dim=1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Photo(torch.nn.Module):
    """Pictures in; the mean of each channel out, and the probabilities of 4 classes by a small convolutional network."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten()
        )

    def forward(self, photo: Tensor):
        return photo.mean(dim=[2, 3]), torch.softmax(self.layers(photo), dim=1)


class Mixed(torch.nn.Module):
    """A text by its length, a category by its index, and two numbers; answered by name."""

    def forward(self, words: Tensor, colour: Tensor, pair: Tensor) -> Dict[str, Tensor]:
        return {"double": pair * 2, "length": words, "index": colour}


class Columns(torch.nn.Module):
    """Gives back the matrix that it got."""

    def forward(self, x: Tensor) -> Tensor:
        return x


def write(name, module, signature):
    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.script(module.eval()).save(str(folder / "model.pt"))
    (folder / "signature.json").write_text(json.dumps(signature, indent=2) + "\n")


def tensor(name, datatype, shape, **more):
    return {"name": name, "datatype": datatype, "shape": shape, **more}


torch.manual_seed(7)
write(
    "several",
    Several(),
    {
        "v": 1,
        "packing": "tensors",
        "inputs": [
            tensor("a", "FP32", [-1, 3], kind="numeric"),
            tensor("count", "INT64", [-1], kind="numeric"),
            tensor("wide", "FP64", [-1, -1], kind="numeric"),
        ],
        "outputs": [
            tensor("sum", "FP32", [-1]),
            tensor("doubled", "FP64", [-1, -1]),
            tensor("many", "BOOL", [-1]),
            tensor("next", "INT64", [-1]),
        ],
    },
)
write(
    "mlp",
    Mlp(),
    {
        "v": 1,
        "packing": "matrix",
        "inputs": [tensor("x", "FP32", [-1, 30], kind="numeric")],
        "outputs": [tensor("probabilities", "FP32", [-1, 2])],
    },
)
write(
    "photo",
    Photo(),
    {
        "v": 1,
        "packing": "tensors",
        "inputs": [
            tensor(
                "photo",
                "BYTES",
                [-1],
                kind="image",
                image={"width": 16, "height": 12, "mean": [0.5, 0.25, 0], "std": [0.5, 0.25, 1]},
            )
        ],
        "outputs": [tensor("mean", "FP32", [-1, 3]), tensor("probabilities", "FP32", [-1, 4])],
    },
)
mixed = [
    tensor("words", "BYTES", [-1], kind="text"),
    tensor("colour", "BYTES", [-1], kind="category", categories=["red", "green"]),
    tensor("pair", "FP32", [-1, 2], kind="numeric"),
]
write(
    "mixed",
    Mixed(),
    {
        "v": 1,
        "packing": "tensors",
        "inputs": mixed,
        "outputs": [
            tensor("length", "INT64", [-1]),
            tensor("index", "INT64", [-1]),
            tensor("double", "FP32", [-1, 2]),
        ],
    },
)
write(
    "columns",
    Columns(),
    {"v": 1, "packing": "matrix", "inputs": mixed, "outputs": [tensor("columns", "FP32", [-1, 4])]},
)
