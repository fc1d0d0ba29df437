def test_x(page_as, no_axe_violations, shot):
    p = page_as("administrator")
    p.goto("/gallery/")
    shot(p, "gallery")
    no_axe_violations(p)
