"""Writes the TorchScript models of the tests and of the benchmark into src/test/resources/models.

    python src/test/models/make.py        # needs torch 2.7 or newer
"""

import json
import pathlib
import torch
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
