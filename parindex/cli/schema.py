"""``parindex schema criteria-set``: prints the JSON Schema of an exchange form."""

import argparse
import json


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("form", choices=["criteria-set"], help="which exchange form")


def run(args: argparse.Namespace) -> int:
    from parindex.engine.schema import set_schema

    print(json.dumps(set_schema(), ensure_ascii=False, indent=2))
    return 0
