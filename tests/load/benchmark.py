"""Prints every figure of the benchmark: the engine in one process, the command line as a whole process, the pages.

python -m tests.load.benchmark
"""

from tests.load import engine_benchmark, pages

if __name__ == "__main__":
    print("== engine")
    engine_benchmark.main()
    print("\n== pages, the program as shipped on SQLite")
    pages.measure()
