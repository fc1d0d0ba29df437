"""Prints every figure of the benchmark: engine, command line as a whole process, pages, uploads of evidence, and a
round of 4,000 units in PostgreSQL (``tests.load.rounds`` alone takes a number of units).

python -m tests.load.benchmark
"""

from tests.load import engine_benchmark, pages, rounds, uploads

if __name__ == "__main__":
    print("== engine")
    engine_benchmark.main()
    print("\n== pages, the program as shipped on SQLite")
    pages.measure()
    print("\n== uploads of evidence, the program as shipped on SQLite")
    uploads.measure()
    print("\n== a whole round, the program as shipped on PostgreSQL")
    rounds.measure()
