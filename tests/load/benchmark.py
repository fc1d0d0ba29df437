"""Prints every figure of the benchmark: engine, command line as a whole process, pages, uploads of evidence.

python -m tests.load.benchmark
"""

from tests.load import engine_benchmark, pages, uploads

if __name__ == "__main__":
    print("== engine")
    engine_benchmark.main()
    print("\n== pages, the program as shipped on SQLite")
    pages.measure()
    print("\n== uploads of evidence, the program as shipped on SQLite")
    uploads.measure()
