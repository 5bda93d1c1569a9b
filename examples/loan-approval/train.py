"""Trains the four versions of the loan-approval example and writes their model folders.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0 numpy
    venv/bin/python train.py

Everything is seeded, so a second run writes the same figures. A person who only wants to run the example needs none of
this: the folders 1/ to 4/ are checked in.

Every version takes the same inputs (all columns of german-credit.csv but `approved`), packed by the model server into one
FP32 matrix [rows, columns]: numbers as they are, missing numbers as NaN, a category as its index in `categories`.
"""

import csv
import json
import pathlib
import time

import torch
from torch import Tensor, nn

HERE = pathlib.Path(__file__).parent
NUMERIC = [
    "duration", "amount", "installment_rate_percentage", "residence_duration", "age",
    "number_existing_credits", "number_people_maintenance",
]
FLAGS = ["telephone", "foreign_worker"]
TARGET = "approved"
SPLIT_SEED = 7
HELD_OUT = 0.3

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


# --- data ------------------------------------------------------------------------------------------------------------


class Table:
    """The CSV as one float matrix in column order, with the categories that its index columns refer to."""

    def __init__(self, path: pathlib.Path):
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
        self.rows = rows
        self.columns = [name for name in rows[0] if name != TARGET]
        self.categories = {
            name: sorted({row[name] for row in rows}) for name in self.columns if name not in NUMERIC + FLAGS
        }
        self.x = torch.tensor([[self.number(name, row[name]) for name in self.columns] for row in rows])
        self.y = torch.tensor([float(row[TARGET]) for row in rows])

    def number(self, name: str, text: str) -> float:
        return float(self.categories[name].index(text)) if name in self.categories else float(text)

    def write(self, path: pathlib.Path, rows: Tensor) -> None:
        """Some of the rows as a CSV: what `signalbox profile` makes the features' part of a baseline from."""
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, self.columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows[i] for i in rows.tolist())

    def split(self) -> tuple[Tensor, Tensor]:
        """Row numbers to train on and to hold out, with the same share of approved ones in both."""
        generator = torch.Generator().manual_seed(SPLIT_SEED)
        train, held_out = [], []
        for label in (0.0, 1.0):
            rows = (self.y == label).nonzero().flatten()
            rows = rows[torch.randperm(len(rows), generator=generator)]
            cut = round(len(rows) * HELD_OUT)
            held_out.append(rows[:cut])
            train.append(rows[cut:])
        return torch.cat(train).sort().values, torch.cat(held_out).sort().values


# --- models ----------------------------------------------------------------------------------------------------------


def answer(probability: Tensor) -> tuple[Tensor, Tensor]:
    """The two outputs that every version gives: the probability, and what follows from it."""
    return probability, (probability >= 0.5).to(torch.int64)


class Scale(nn.Module):
    """Numbers with mean 0 and deviation 1 over the training rows; a missing one becomes the mean."""

    def __init__(self, columns: list[int], x: Tensor):
        super().__init__()
        self.register_buffer("columns", torch.tensor(columns))
        self.register_buffer("mean", x[:, columns].mean(0))
        self.register_buffer("deviation", x[:, columns].std(0).clamp_min(1e-6))

    def forward(self, x: Tensor) -> Tensor:
        scaled = (x.index_select(1, self.columns) - self.mean) / self.deviation
        return torch.nan_to_num(scaled, nan=0.0)


class OneHot(nn.Module):
    """Category indexes as zeros and ones; an unknown category (index -1) is all zeros."""

    def __init__(self, columns: list[int], sizes: list[int]):
        super().__init__()
        source = [column for column, size in zip(columns, sizes) for _ in range(size)]
        index = [float(i) for size in sizes for i in range(size)]
        self.register_buffer("source", torch.tensor(source))
        self.register_buffer("index", torch.tensor(index))

    def forward(self, x: Tensor) -> Tensor:
        return (x.index_select(1, self.source) == self.index).to(torch.float32)


class NumbersOnly(nn.Module):
    """Version 1: logistic regression on the seven numeric columns."""

    def __init__(self, table: Table, x: Tensor):
        super().__init__()
        self.scale = Scale([table.columns.index(name) for name in NUMERIC], x)
        self.linear = nn.Linear(len(NUMERIC), 1)

    def logit(self, x: Tensor) -> Tensor:
        return self.linear(self.scale(x)).squeeze(1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return answer(torch.sigmoid(self.logit(x)))


class AllColumns(nn.Module):
    """Version 2: the mean of five small networks and a logistic regression over all columns."""

    def __init__(self, table: Table, x: Tensor, members: int = 5, width: int = 16):
        super().__init__()
        numbers = [table.columns.index(name) for name in NUMERIC + FLAGS]
        categories = [i for i, name in enumerate(table.columns) if name in table.categories]
        sizes = [len(table.categories[table.columns[i]]) for i in categories]
        self.scale = Scale(numbers, x)
        self.one_hot = OneHot(categories, sizes)
        size = len(numbers) + sum(sizes)
        self.linear = nn.Linear(size, 1)
        self.members = nn.ModuleList(
            nn.Sequential(nn.Linear(size, width), nn.Tanh(), nn.Dropout(0.3), nn.Linear(width, 1))
            for _ in range(members)
        )

    def logit(self, x: Tensor) -> Tensor:
        features = torch.cat([self.scale(x), self.one_hot(x)], 1)
        total = self.linear(features)
        for member in self.members:
            total = total + member(features)
        return total.squeeze(1) / (1 + len(self.members))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return answer(torch.sigmoid(self.logit(x)))


class Unscaled(nn.Module):
    """Version 3: broken twice, both times because training and serving did not prepare the data alike.

    1. The notebook divided `amount` by AMOUNT_UNIT before training and the export forgot to: the coefficient meets raw
       amounts. The probability is a hand-written e^z / (1 + e^z), which is right for the z of the notebook and inf / inf =
       NaN in FP32 from z = 88.7 on. A number in JSON can not be NaN, so large loans are answered with null.
    2. The embedding of `purpose` was sized by the notebook's extract, which held none of the rare purposes. They are known
       to the signature, so their index is looked up beyond the end of the table, and TorchScript throws.

    The notebook's own evaluation shows neither, and a typical applicant (the warm-up sample) is answered without a complaint.
    """

    AMOUNT_UNIT = 250.0
    RARE = ["DomesticAppliance", "Other", "Repairs", "Retraining"]

    def __init__(self, table: Table, x: Tensor):
        super().__init__()
        others = [name for name in NUMERIC if name != "amount"]
        known = len(table.categories["purpose"]) - len(self.RARE)
        checking = table.columns.index("checking_account_status")
        self.scale = Scale([table.columns.index(name) for name in others], x)
        self.one_hot = OneHot([checking], [len(table.categories["checking_account_status"])])
        self.purpose = nn.Embedding(known, 1)
        self.linear = nn.Linear(len(others) + len(table.categories["checking_account_status"]), 1)
        self.amount_weight = nn.Parameter(torch.zeros(1))
        self.amount_column = table.columns.index("amount")
        self.purpose_column = table.columns.index("purpose")

    def risk(self, x: Tensor, amount: Tensor) -> Tensor:
        features = torch.cat([self.scale(x), self.one_hot(x)], 1)
        purpose = self.purpose(x[:, self.purpose_column].to(torch.int64)).squeeze(1)
        return self.linear(features).squeeze(1) + purpose + self.amount_weight * amount

    def logit(self, x: Tensor) -> Tensor:
        """What the notebook trains and evaluates."""
        return -self.risk(x, x[:, self.amount_column] / self.AMOUNT_UNIT)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What is exported and serves."""
        e = torch.exp(self.risk(x, x[:, self.amount_column]))
        return answer(1.0 - e / (1.0 + e))


class Explained(nn.Module):
    """Version 4: version 2's answers, and slow: it also explains every answer, on the request path.

    Each applicant is evaluated again in thousands of coalitions (some columns kept, the others replaced by those of a typical
    applicant) to attribute the answer to columns, a sampling form of Shapley values. Honest work, in the wrong place.
    """

    def __init__(self, model: AllColumns, typical: Tensor, coalitions: int, rounds: int):
        super().__init__()
        self.model = model
        self.register_buffer("typical", typical)
        numbers = torch.arange(coalitions, dtype=torch.int64).unsqueeze(1) * 2654435761 + 40503
        self.register_buffer("kept", (numbers >> torch.arange(5, 5 + len(typical)) & 1).to(torch.bool))
        self.rounds = rounds

    def attribution(self, row: Tensor) -> Tensor:
        kept = self.kept
        total = torch.zeros(kept.size(1))
        for turn in range(self.rounds):
            coalition = torch.where(kept.roll(turn, 0).roll(turn, 1), row, self.typical)
            value = torch.sigmoid(self.model.logit(coalition))
            total += (kept.to(torch.float32) * (value - value.mean()).unsqueeze(1)).mean(0)
        return total / self.rounds

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        probability, approved = self.model(x)
        for i in range(x.size(0)):
            if bool(torch.isinf(self.attribution(x[i])).any()):
                raise ValueError("an attribution is not finite")
        return probability, approved


# --- training and judging --------------------------------------------------------------------------------------------


def fit(model: nn.Module, x: Tensor, y: Tensor, epochs: int, decay: float) -> None:
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=decay)
    model.train()
    for _ in range(epochs):
        optimiser.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(model.logit(x), y).backward()
        optimiser.step()
    model.eval()


def auc(score: Tensor, y: Tensor) -> float:
    """The share of (approved, refused) pairs that the score puts in the right order; ties count half."""
    difference = score[y == 1].unsqueeze(1) - score[y == 0].unsqueeze(0)
    return float(((difference > 0).double() + 0.5 * (difference == 0).double()).mean())


def judge(score: Tensor, y: Tensor) -> dict:
    return {"auc": round(auc(score, y), 4), "accuracy": round(float(((score >= 0.5) == (y == 1)).double().mean()), 4)}


def judge_served(script: torch.jit.ScriptModule, x: Tensor, y: Tensor) -> dict:
    """Judges the exported file row by row, as applications meet it."""
    scores, labels, nulls, failures, started = [], [], 0, 0, time.perf_counter()
    for row, label in zip(x, y):
        try:
            probability = script(row.unsqueeze(0))[0]
        except Exception:  # TorchScript raises its own and Python's types: all of them are a failed request here
            failures += 1
            continue
        if torch.isnan(probability).any():
            nulls += 1
        else:
            scores.append(probability)
            labels.append(label)
    print(f"  {(time.perf_counter() - started) / len(x) * 1e3:.2f} ms a row")
    return judge(torch.cat(scores), torch.stack(labels)) | {"nullAnswers": nulls, "failedAnswers": failures}


# --- the model folder ------------------------------------------------------------------------------------------------


def signature(table: Table) -> dict:
    inputs = []
    for name in table.columns:
        column = {"name": name, "shape": [-1]}
        if name in table.categories:
            column |= {"datatype": "BYTES", "kind": "category", "categories": table.categories[name]}
        elif name in FLAGS:
            column |= {"datatype": "INT64", "kind": "flag"}
        else:
            column |= {"datatype": "FP32" if name == "amount" else "INT64", "kind": "numeric", "nullable": True}
        inputs.append(column)
    return {
        "v": 1,
        "packing": "matrix",
        "inputs": inputs,
        "outputs": [
            {"name": "approval_probability", "datatype": "FP32", "shape": [-1]},
            {"name": "approved", "datatype": "INT64", "shape": [-1]},
        ],
        "confidence": {"output": "approval_probability", "kind": "binaryProbability"},
    }


def profile_numbers(values: Tensor) -> dict:
    """The bins: a handful of different values are the edges themselves, otherwise the deciles are."""
    values = values.double()
    present = values[~torch.isnan(values)]
    different = present.unique()
    deciles = torch.quantile(present, torch.arange(1, 10, dtype=torch.float64) / 10, interpolation="nearest")
    edges = (different if len(different) <= 10 else deciles.unique()).tolist()
    bins = torch.bucketize(present, torch.tensor(edges, dtype=torch.float64))
    return {
        "kind": "numeric",
        "rows": len(values),
        "missing": len(values) - len(present),
        "mean": present.mean().item(),
        "stddev": present.std().item(),
        "min": present.min().item(),
        "median": present.median().item(),
        "max": present.max().item(),
        "edges": edges,
        "counts": torch.bincount(bins, minlength=len(edges) + 1).tolist(),
    }


def profile_categories(indexes: Tensor, categories: list[str]) -> dict:
    counts = torch.bincount(indexes.to(torch.int64), minlength=len(categories)).tolist()
    return {"kind": "category", "rows": len(indexes), "missing": 0, "counts": dict(zip(categories, counts))}


def baseline(table: Table, x: Tensor, probability: Tensor) -> dict:
    features = {
        name: profile_categories(x[:, i], table.categories[name]) if name in table.categories else profile_numbers(x[:, i])
        for i, name in enumerate(table.columns)
    }
    outputs = {
        "approval_probability": profile_numbers(probability),
        "approved": profile_numbers((probability >= 0.5).double()),
    }
    return {"v": 1, "rows": len(x), "features": features, "outputs": outputs}


def write_folder(version: str, model: nn.Module, table: Table, profile: dict) -> torch.jit.ScriptModule:
    folder = HERE / version
    folder.mkdir(exist_ok=True)
    script = torch.jit.script(model.eval())
    script.save(str(folder / "model.pt"))
    (folder / "signature.json").write_text(json.dumps(signature(table), indent=2) + "\n")
    (folder / "baseline.json").write_text(json.dumps(profile, indent=2) + "\n")
    return torch.jit.load(str(folder / "model.pt"))


def main() -> None:
    table = Table(HERE / "german-credit.csv")
    train, held_out = table.split()
    x, y, x_out, y_out = table.x[train], table.y[train], table.x[held_out], table.y[held_out]
    typical = x.median(0).values
    table.write(HERE / "train.csv", train)
    report = {
        "command": "python train.py", "torch": "2.13.0", "trainedRows": len(x), "heldOutRows": len(x_out), "versions": {},
    }

    def publish(version: str, model: nn.Module, probability: Tensor) -> None:
        print(f"version {version}: {type(model).__name__}")
        script = write_folder(version, model, table, baseline(table, x, probability))
        report["versions"][version] = {"heldOut": judge_served(script, x_out, y_out)}

    with torch.no_grad():
        torch.manual_seed(1)
        numbers_only = NumbersOnly(table, x)
    fit(numbers_only, x, y, epochs=400, decay=0.01)
    torch.manual_seed(2)
    all_columns = AllColumns(table, x)
    fit(all_columns, x, y, epochs=150, decay=0.3)

    # Version 3's notebook: an extract without the rare purposes, whose indexes it packs anew.
    common = [name for name in table.categories["purpose"] if name not in Unscaled.RARE]
    order = common + Unscaled.RARE
    column = table.columns.index("purpose")
    renumber = torch.tensor([float(order.index(name)) for name in table.categories["purpose"]])
    table3 = Table(HERE / "german-credit.csv")
    table3.categories["purpose"] = order
    table3.x[:, column] = renumber[table3.x[:, column].to(torch.int64)]
    extract = train[table3.x[train, column] < len(common)]
    extract_out = held_out[table3.x[held_out, column] < len(common)]
    torch.manual_seed(3)
    unscaled = Unscaled(table3, table3.x[extract])
    fit(unscaled, table3.x[extract], table3.y[extract], epochs=600, decay=0.01)

    with torch.no_grad():
        publish("1", numbers_only, torch.sigmoid(numbers_only.logit(x)))
        publish("2", all_columns, torch.sigmoid(all_columns.logit(x)))
        publish("4", Explained(all_columns, typical, coalitions=1024, rounds=48), torch.sigmoid(all_columns.logit(x)))
        print("version 3: Unscaled")
        notebook = torch.sigmoid(unscaled.logit(table3.x[extract]))
        profile = baseline(table3, table3.x[train], notebook)
        script = write_folder("3", unscaled, table3, profile)
        shown = torch.sigmoid(unscaled.logit(table3.x[extract_out]))
        report["versions"]["3"] = {
            "notebookHeldOut": judge(shown, table3.y[extract_out]),
            "heldOut": judge_served(script, table3.x[held_out], y_out),
        }
    report["versions"] = dict(sorted(report["versions"].items()))
    (HERE / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report["versions"], indent=2))


if __name__ == "__main__":
    main()
