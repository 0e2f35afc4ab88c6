"""What pytest reports is read as it is meant."""

from leadwizard.proof import r10_any_order

REPORT = """<testsuites><testsuite>
<testcase name="one"><properties><property name="races" value="200"/></properties></testcase>
<testcase name="two"><properties><property name="races" value="20"/></properties></testcase>
<testcase name="three"><failure message="AssertionError: waiting -> done">...</failure></testcase>
<testcase name="four"><error message="no database">...</error></testcase>
<testcase name="five"><skipped message="not here"/></testcase>
</testsuite></testsuites>"""


def test_the_report_of_pytest(tmp_path):
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    passed, broken, figures = r10_any_order.read(path)
    assert (passed, figures) == (2, {"races": 220})
    assert broken == ["three: AssertionError: waiting -> done", "four: no database"]
