"""Workbooks that an engineer, a nurse and an academic might bring; nothing is wrong in them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

Workbook = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]

ENGINEER: Workbook = {
    "Candidate": {
        "Name": "Imani Okoro",
        "Headline": "Software engineer for machines that move",
        "Email": "imani.okoro@mail.example",
        "Phone": "+1 512 555 0143",
        "City": "Austin",
        "Region": "TX",
        "Summary": "Eleven years of control software, first at Kestrel Motion and now at Ardent "
        "Freight Systems. I target one number at a time, and I indeed write the tests first.",
    },
    "Interviews": [
        {
            "Interview": "Halvorsen",
            "Company": "Halvorsen Robotics",
            "Role": "Staff Software Engineer",
            "Date": datetime.date(2027, 2, 9),
            "Time": datetime.time(9, 30),
            "Location": "2200 Mill Street, Austin",
            "Package": "full",
            "Tags": "robots",
            "Opening": "Thank you for the invitation to meet the team at Halvorsen Robotics on "
            "February 9. Your arm for small warehouses is the reason I applied.",
            "Why me": "At Ardent Freight Systems I cut the stop distance of our carts by a third. "
            "Indeed, the same planner now runs in four plants.",
            "Why them": "Halvorsen’s open motion library is what I recommend to every student. "
            "Marcus Obi’s talk on recovery changed how I test.",
            "Closing": "I look forward to meeting you on Tuesday.",
        },
        {
            "Interview": "Brightwater",
            "Company": "Brightwater Grid, Inc.",
            "Role": "Principal Reliability Engineer",
            "Date": datetime.date(2027, 2, 18),
            "Location": "Denver, CO",
            "Package": "standard",
            "Tags": "reliability",
            "Opening": "Brightwater keeps the lights on for two million homes, and I would like to "
            "help with the part that nobody sees.",
            "Why me": "For six years I have carried a pager, and I have made it ring less.",
            "Why them": "Your post-mortems are public. Mr. Demir’s on the Front Range outage is "
            "the best that I have read.",
            "Closing": "I will bring the charts on February 18, 2027.",
        },
        {
            "Interview": "Tessellate",
            "Company": "Tessellate",
            "Role": "Engineering Manager",
            "Date": datetime.date(2027, 3, 4),
            "Package": "basic",
            "Opening": "Tessellate hires slowly and on purpose; so do I.",
            "Closing": "Thank you for your time.",
        },
    ],
    "Interviewers": [
        {
            "Interview": "Halvorsen",
            "Name": "Dr. Petra Lindgren",
            "Title": "VP Engineering",
            "Email": "petra.lindgren@halvorsen.example",
            "Part": "hiring manager",
            "Personal note": "Your paper with Tom Raines on soft stops answered a question that I "
            "had carried for a year.",
            "Research notes": "Knows Noor Haddad from Tessellate? TBD",
        },
        {
            "Interview": "Halvorsen",
            "Name": "Marcus Obi",
            "Title": "Principal Engineer",
            "Personal note": "Marcus, your talk in Oslo is why I rewrote our recovery tests.",
        },
        {
            "Interview": "Brightwater",
            "Name": "Yusuf Demir",
            "Title": "Director, Reliability",
            "Personal note": "As Claire told me, you read incident reports for pleasure. So do I.",
        },
        {
            "Interview": "Brightwater",
            "Name": "Claire Fontaine",
            "Title": "Recruiter",
            "Part": "recruiter",
            "Salutation": "Dear Claire,",
            "Personal note": "Thank you, Claire, for the clear description of the day.",
        },
        {
            "Interview": "Tessellate",
            "Name": "Noor Haddad",
            "Title": "CTO",
            "Email": "noor@tessellate.example",
            "Personal note": "You asked for people who say no. I have a list.",
        },
    ],
    "Experience": [
        {
            "Title": "Senior Software Engineer",
            "Company": "Ardent Freight Systems",
            "Location": "Austin, TX",
            "Start": datetime.date(2020, 3, 1),
            "End": "present",
            "Highlights": "Cut the stop distance of carts by 33%\nLed a team of six",
            "Tags": "robots, reliability",
        },
        {
            "Title": "Software Engineer",
            "Company": "Kestrel Motion",
            "Start": datetime.date(2015, 6, 1),
            "End": datetime.date(2020, 2, 1),
            "Highlights": "Wrote the planner of the K2 arm",
        },
    ],
    "Education": [{"Degree": "MSc, Control Theory", "Institution": "Rice University"}],
    "Skills": [{"Category": "Languages", "Skills": "C++, Rust, Python, <chrono>, [[nodiscard]]"}],
    "References": [
        {
            "Name": "Helen Marsh",
            "Title": "Engineering Director",
            "Company": "Ardent Freight Systems",
            "Email": "helen.marsh@ardent.example",
            "Known to": "Lindgren, Petra; Yusuf Demir",
            "Permission": "yes",
        },
        {
            "Name": "Dr. Owen Pike, PhD",
            "Company": "Rice University",
            "Phone": "+1 713 555 0110",
            "Known to": "Halvorsen Robotics",
            "Permission": "yes",
        },
    ],
    "Recommendations": [
        {
            "From": "Helen Marsh",
            "Company": "Ardent Freight Systems",
            "Text": "Imani is the engineer whom the others call at night, and who answers.",
            "Tags": "robots",
        }
    ],
    "Work samples": [
        {
            "Title": "Stop planner",
            "Description": "A planner that proves that it can stop.",
            "URL": "https://imani.example/planner",
            "Tags": "robots",
        }
    ],
    "Publications": [
        {
            "Title": "Proving that a cart stops",
            "Venue": "Journal of Field Robotics",
            "Date": datetime.date(2024, 5, 1),
            "Tags": "robots",
        }
    ],
    "Contacts": [
        {"Name": "Tom Raines", "Company": "Halvorsen Robotics", "Knows": "Marcus Obi"},
        {"Name": "Ines Falk", "Company": "Orbit Labs", "Knows": "Dr. P. Lindgren, Noor Haddad"},
    ],
    "Settings": {"Language": "en-US", "Paper": "letter"},
}

NURSE: Workbook = {
    "Candidate": {
        "Name": "Yolanda Price, RN, MSN",
        "Headline": "Intensive care nurse and educator",
        "Email": "yolanda.price@mail.example",
        "Phone": "+1 410 555 0177",
        "City": "Baltimore",
        "Region": "MD",
        "Summary": "Nurse for fourteen years, nine of them in intensive care at Mercy General.",
    },
    "Interviews": [
        {
            "Interview": "St. Agnes ICU",
            "Company": "St. Agnes Hospital",
            "Role": "Nurse Manager, ICU",
            "Date": datetime.date(2027, 1, 20),
            "Package": "standard",
            "Opening": "St. Agnes Hospital taught me as a student; I would like to come back.",
            "Why me": "On my unit at Mercy General, falls went from 11 a year to 2.",
            "Why them": "Your shared governance council has nurses in the chair, not beside it.",
        },
        {
            "Interview": "Children’s",
            "Company": "Lakeside Children’s Hospital",
            "Role": "Clinical Nurse Educator",
            "Date": datetime.date(2027, 1, 27),
            "Package": "standard",
            "Opening": "Teaching is the part of the night shift that I look forward to.",
            "Why me": "I have precepted 40 nurses; 38 of them still work in intensive care.",
            "Why them": "Lakeside runs a simulation lab that is open to every nurse.",
        },
    ],
    "Interviewers": [
        {
            "Interview": "St. Agnes ICU",
            "Name": "Sam Lowe, MD, FCCP",
            "Title": "Medical Director",
            "Part": "panel",
            "Personal note": "Your rounds with the whole team are how I learned to speak up.",
        },
        {
            "Interview": "St. Agnes ICU",
            "Name": "Grace Adeyemi, DNP, NEA-BC",
            "Title": "Chief Nursing Officer",
            "Part": "hiring manager",
            "Personal note": "The grace with which you changed the visiting hours is a model.",
        },
        {
            "Interview": "Children’s",
            "Name": "Ortiz, Mark",
            "Title": "Director of Education",
            "Personal note": "Mark, you said that a skill is what is left at four in the morning.",
        },
    ],
    "Experience": [
        {
            "Title": "Charge Nurse, ICU",
            "Company": "Mercy General",
            "Start": datetime.date(2017, 9, 1),
            "End": "present",
            "Highlights": "Falls from 11 to 2 a year\nPrecepted 40 nurses",
        }
    ],
    "Education": [{"Degree": "MSN", "Institution": "Towson University"}],
    "Skills": [{"Category": "Clinical", "Skills": "ventilators, CRRT, ECMO"}],
    "References": [
        {
            "Name": "Carol Dunn, RN",
            "Title": "Nurse Manager",
            "Company": "Mercy General",
            "Phone": "+1 410 555 0120",
            "Known to": "Dr. Lowe, Adeyemi, Grace",
            "Permission": "yes",
        }
    ],
    "Recommendations": [
        {
            "From": "Carol Dunn",
            "Company": "Mercy General",
            "Text": "To whoever reads this: hire her. The unit was calmer when Yolanda was in.",
        }
    ],
    "Settings": {"Language": "en-US"},
}

ACADEMIC: Workbook = {
    "Candidate": {
        "Name": "Dr. Anneliese Roth",
        "Headline": "Historian of early modern trade",
        "Email": "a.roth@uni-example.ac.uk",
        "Phone": "+44 20 7946 0018",
        "City": "London",
        "Country": "United Kingdom",
        "Summary": "Historian at the University of York, before that at Leiden University.",
    },
    "Interviews": [
        {
            "Interview": "Durham",
            "Company": "Durham University",
            "Role": "Associate Professor of Early Modern History",
            "Date": datetime.date(2027, 4, 13),
            "Package": "full",
            "Opening": "The department at Durham is where the Palatinate papers are read, not only "
            "kept [1, 2].",
            "Why me": "My second book [in press, CUP] rests on ledgers from Leiden and Danzig.",
            "Why them": "The MA in Early Modern Studies asks for a historian who can teach "
            "palaeography.",
        },
        {
            "Interview": "Leiden",
            "Company": "Leiden University",
            "Role": "University Lecturer in Economic History",
            "Date": datetime.date(2027, 5, 3),
            "Package": "full",
            "Opening": "I wrote my thesis at Leiden University, and would be glad to return.",
            "Why me": "I teach in Dutch, English and German (“ich auch”).",
            "Why them": "The archive of the VOC is twenty minutes away by bicycle.",
        },
    ],
    "Interviewers": [
        {
            "Interview": "Durham",
            "Name": "Prof. Helen Ashworth",
            "Title": "Head of Department",
            "Personal note": "Your edition of the Bishop’s rolls is on my desk.",
        },
        {
            "Interview": "Durham",
            "Name": "Dr. Ravi Menon",
            "Title": "Director of Research",
            "Personal note": "Prof. Ashworth told me of the reading group on ledgers.",
        },
        {
            "Interview": "Leiden",
            "Name": "Prof. dr. Joost van der Meer",
            "Title": "Hoogleraar",
            "Personal note": "You asked me in 2019 what a ledger leaves out. Here is my answer.",
        },
    ],
    "Experience": [
        {
            "Title": "Lecturer",
            "Company": "University of York",
            "Start": datetime.date(2018, 9, 1),
            "End": "present",
        },
        {
            "Title": "Postdoctoral Fellow",
            "Company": "Leiden University",
            "Start": datetime.date(2015, 9, 1),
            "End": datetime.date(2018, 8, 1),
        },
    ],
    "Education": [{"Degree": "PhD, History", "Institution": "Leiden University"}],
    "Skills": [{"Category": "Languages", "Skills": "Dutch, German, Latin, Early New High German"}],
    "References": [
        {
            "Name": "Prof. Maria de Vries",
            "Company": "Leiden University",
            "Email": "m.devries@leiden.example",
            "Known to": "van der Meer, Joost",
            "Permission": "yes",
        }
    ],
    "Recommendations": [
        {"From": "Prof. Maria de Vries", "Text": "Her ledgers speak. I have heard them [sic]."}
    ],
    "Work samples": [
        {"Title": "Syllabus: Reading Ledgers", "Description": "A term of twelve weeks."}
    ],
    "Publications": [
        {
            "Title": "What Ledgers Leave Out",
            "Venue": "Past & Present",
            "Date": datetime.date(2023, 2, 1),
            "Authors": "A. Roth and J. van der Meer",
        }
    ],
    "Settings": {"Language": "en-GB", "Paper": "a4"},
}
