"""Write leavebehind/starter.xlsx: the form that `leavebehind new` copies, with an example in it.

Beside it, starter_blank.xlsx has no example, for what is imported, and starter_example.json has its
texts, by which the last look finds rows that are left.
Run it again after a change; the same program writes the same file. Every person, company and
address in it is invented.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from workbook_forms import Cells, same_every_time, workbook_bytes

from leavebehind.last_look.example import example_of
from leavebehind.workbook.reader import read_workbook

STARTER = Path(__file__).parent.parent / "leavebehind" / "starter.xlsx"

EXAMPLE: Mapping[str, Sequence[Cells]] = {
    "Candidate": [
        {
            "Name": "Avery Quinn",
            "Headline": "Product manager for tools that people use all day",
            "Email": "avery.quinn@mail.example",
            "Phone": "+1 206 555 0114",
            "Address": "418 Alder Street, Apt 5",
            "City": "Seattle",
            "Region": "WA",
            "Postal code": "98104",
            "Country": "USA",
            "Website": "https://averyquinn.example",
            "Summary": "Product manager with nine years in business software, the last four "
            "leading a team of twelve. I sit with the people who use the product before I write "
            "a line of the roadmap, and I measure whether their day got shorter.",
        }
    ],
    "Interviews": [
        {
            "Interview": "Northwind",
            "Company": "Northwind",
            "Role": "Senior Product Manager",
            "Date": datetime.date(2027, 3, 16),
            "Time": datetime.time(10, 0),
            "Location": "1200 Harbor Avenue, Seattle",
            "Format": "folder",
            "Package": "standard",
            "Paper": "letter",
            "Tags": "logistics, teams",
            "Job URL": "https://northwind.example/careers/senior-product-manager",
            "Status": "interview",
            "Include": "yes",
            "Opening": "Thank you for the time you are setting aside to talk about the Senior "
            "Product Manager role. I have put together a few pages so that you can look further "
            "than one conversation allows.",
            "Why me": "At Fabrikam I took a dispatch tool that drivers avoided and, in three "
            "releases, made it the first screen they open: daily use went from 31% to 88%, and "
            "calls to the help desk fell by half.",
            "Why them": "You ship to small shops that have no IT department. That is the customer "
            "I know best: one person, one counter, no patience for a manual.",
            "Closing": "I look forward to meeting you, and to hearing which problem you would "
            "want solved first.",
        }
    ],
    "Interviewers": [
        {
            "Interview": "Northwind",
            "Name": "Dana Wu",
            "Title": "VP Product",
            "Email": "dana.wu@northwind.example",
            "Part": "hiring manager",
            "Personal note": "Your talk on saying no to features stayed with me. I would like "
            "to tell you about three that we took out again, and who thanked us.",
            "Research notes": "Came from operations. Cares about release rhythm.",
            "Talking points": "The dispatch tool, and what we left out\nHow she wants to measure "
            "the first year",
        },
        {
            "Interview": "Northwind",
            "Name": "Tom Okafor",
            "Title": "Engineering Manager",
            "Part": "panel",
            "Talking points": "How his team plans a quarter",
        },
    ],
    "Experience": [
        {
            "Title": "Lead Product Manager",
            "Company": "Fabrikam Freight",
            "Location": "Seattle, WA",
            "Start": datetime.date(2021, 5, 1),
            "End": "present",
            "Highlights": "Led a team of twelve that rebuilt dispatch for 2,300 drivers; daily use "
            "rose from 31% to 88%\nCut the time from an idea to a first test with drivers from "
            "eleven weeks to three",
            "Tags": "logistics, teams",
        },
        {
            "Title": "Product Manager",
            "Company": "Contoso Ledger",
            "Location": "Portland, OR",
            "Start": datetime.date(2017, 9, 1),
            "End": datetime.date(2021, 4, 1),
            "Highlights": "Launched invoicing for one-person firms: 14,000 paying customers in the "
            "first year\nBrought the month-end close of a typical customer from two days to an "
            "afternoon",
            "Tags": "finance",
        },
    ],
    "Education": [
        {
            "Degree": "BA, Economics",
            "Institution": "University of Oregon",
            "Location": "Eugene, OR",
            "Start": 2011,
            "End": 2015,
        }
    ],
    "Skills": [
        {"Category": "Product", "Skills": "discovery interviews, roadmaps, pricing, launches"},
        {"Category": "Data", "Skills": "SQL, experiment design, dashboards"},
    ],
    "References": [
        {
            "Name": "Grace Lindholm",
            "Title": "Chief Operating Officer",
            "Company": "Fabrikam Freight",
            "Relationship": "my manager, 2021 to today",
            "Email": "grace.lindholm@fabrikam.example",
            "Phone": "+1 206 555 0132",
            "Known to": "Dana Wu",
            "Permission": "yes",
        },
        {
            "Name": "Samuel Ortiz",
            "Title": "Head of Engineering",
            "Company": "Contoso Ledger",
            "Relationship": "my engineering partner for three years",
            "Phone": "+1 503 555 0178",
            "Permission": "yes",
        },
        {
            "Name": "Priya Raman",
            "Title": "Dispatcher",
            "Company": "Fabrikam Freight",
            "Relationship": "tested every release with me",
            "Email": "priya.raman@fabrikam.example",
            "Permission": "yes",
        },
    ],
    "Recommendations": [
        {
            "From": "Samuel Ortiz",
            "Title": "Head of Engineering",
            "Company": "Contoso Ledger",
            "Relationship": "engineering partner for three years",
            "Date": datetime.date(2021, 4, 1),
            "Text": "Avery is the product manager engineers ask for. Every request came with a "
            "name and a story: who was stuck, what they tried, what it cost them. We built less "
            "than we had planned, and customers used all of it.",
            "Tags": "teams",
        }
    ],
    "Contacts": [
        {
            "Name": "Lena Brandt",
            "Company": "Northwind",
            "Position": "Account Manager",
            "Knows": "Tom Okafor",
            "Notes": "We volunteer at the same food bank.",
        }
    ],
    "Settings": [{"Language": "en-US", "Paper": "letter", "Date format": "long"}],
}


def main(path: Path = STARTER) -> None:
    path.write_bytes(same_every_time(workbook_bytes(EXAMPLE)))
    blank = workbook_bytes({"Settings": EXAMPLE["Settings"]})
    path.with_name("starter_blank.xlsx").write_bytes(same_every_time(blank))
    example = json.dumps(example_of(read_workbook(path)), ensure_ascii=False, indent=1)
    path.with_name("starter_example.json").write_text(f"{example}\n", "utf-8")


if __name__ == "__main__":
    main()
