"""Tasks that the tests of jobs run."""

from django.tasks import TaskContext, task

from parindex.kernel.jobs import progress

calls: list[object] = []


@task
def add(a: int, b: int) -> int:
    calls.append((a, b))
    return a + b


@task
def fail() -> None:
    raise ValueError("no luck")


@task(takes_context=True)
def count(context: TaskContext, total: int) -> int:
    for done in range(total):
        progress(context, done + 1, total)
    return context.attempt
