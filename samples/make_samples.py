"""Draw the sample: one candidate, three interviews, eight interviewers, and all attachments.

Run it again after a change; the same program draws the same files. Every person, company and
address in it is invented.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from draw_attachments import (
    NOEMIE_CASTANEDA,
    WALTER_OKONKWO,
    draw_letter,
    draw_morning_report,
    draw_signature,
)
from workbook_forms import ZIP, Cells, Formatted, same_every_time, workbook_bytes

HERE = Path(__file__).parent


def month(year: int, number: int) -> datetime.date:
    return datetime.date(year, number, 1)


def lines(*texts: str) -> str:
    return "\n".join(texts)


def salary(low: int) -> Formatted:
    return Formatted(low, '"from "$#,##0')


HARBOR, CALDER, NORDIC = "Harbor & Vine", "Calder & Lowe", "Søndergaard"

CANDIDATE: Cells = {
    "Name": "Noémie Castañeda",
    "Headline": "Operations analytics leader",
    "Email": "noemie@castaneda.example",
    "Phone": "+1 401 555 0186",
    "Address": "27 Benefit Street, Apt 3",
    "City": "Providence",
    "Region": "RI",
    # As spreadsheets keep it: a number, shown with its leading zero.
    "Postal code": Formatted(2906, ZIP),
    "Country": "USA",
    "Website": "https://castaneda.example",
    "LinkedIn": "https://www.linkedin.com/in/noemie-example",
    "Summary": "I make supply chains predictable for the people who run them. Fourteen years in "
    "freight, hospitals and food, the last nine leading analysts and data engineers: forecasts "
    "that buyers argue with and then trust, reports that fit on one page, fewer phone calls at "
    "six in the morning.",
    "Signature": "attachments/signature.png",
}

INTERVIEWS: list[Cells] = [
    {
        "Interview": HARBOR,
        "Company": "Harbor & Vine Provisions",
        "Role": "Director, Operations Analytics",
        "Date": datetime.date(2027, 1, 12),
        "Time": datetime.time(10, 0),
        "Location": "88 Water Street, Fall River, MA",
        "Format": "folder",
        "Package": "standard",
        "Paper": "letter",
        "Tags": "food, forecasting, leadership",
        "Job URL": "https://harborandvine.example/jobs/director-operations-analytics",
        "Status": "interview",
        "Include": "yes",
        "Opening": "Thank you for making time to talk about the Director of Operations Analytics "
        "role. At Harbor & Vine every pallet is somebody’s dinner on Thursday. That is the kind of "
        "problem I have chosen to work on.",
        "Why me": "At Freshline Foods I lead nine analysts and data engineers. Together with the "
        "warehouse leads we raised deliveries on time and in full from 87% to 96%, and brought "
        "spoilage on chilled lines from 4.1% to < 1.5%. What I am proudest of is smaller: one "
        "page, printed at 5:30 each morning, which replaced 61 spreadsheets and which people read "
        "standing up.",
        "Why them": "You are opening a second cross-dock in Fall River while keeping your promise "
        "of same-day greens. That takes forecasts which buyers believe & drivers can use. I would "
        "like to build them with your team, and to start on the dock rather than in a dashboard.",
        "Closing": "I have left a few pages with this letter: my résumé, and people who have "
        "worked with me. Please write in them, and ask me about anything that looks too good.",
        "Salary range": salary(165_000),
    },
    {
        "Interview": CALDER,
        "Company": "Calder & Lowe Health",
        "Role": "Vice President, Supply Chain Intelligence",
        "Date": datetime.date(2027, 1, 21),
        "Time": datetime.time(13, 30),
        "Location": "One Longfellow Place, Boston, MA",
        "Format": "bound",
        "Package": "booklet",
        "Paper": "letter",
        "Tags": "healthcare, forecasting, quality",
        "Job URL": "https://calderlowe.example/careers/4417",
        "Status": "interview",
        "Include": "yes",
        "Opening": "Thank you for inviting me to meet the people behind Calder & Lowe’s supply "
        "chain. When a hospital runs out of something, a nurse finds out first; my work has been "
        "to let the planner find out six days earlier.",
        "Why me": "At the St. Brigid Hospital Network I built the shortage radar that warns of "
        "nine in ten stock-outs at least six days ahead, in eleven hospitals. In 2020 the same "
        "small team allocated protective equipment for 14,000 staff every day, and no ward went "
        "without. I learned there that a number is only as good as the person who counts.",
        "Why them": "Your plan to bring 23 clinics & 4 hospitals onto one catalog by 2028 is "
        "ambitious in the right way: fewer items, better counted, closer to the patient. I have "
        "done this once, know where it hurts, and would like to do it again, better.",
        "Closing": "This booklet holds the details, with page numbers so that we can argue about "
        "them. I look forward to our conversation.",
        "Salary range": salary(210_000),
    },
    {
        "Interview": NORDIC,
        "Company": "Søndergaard Logistik A/S",
        "Role": "Head of Network Analytics",
        "Date": datetime.date(2027, 2, 3),
        "Time": datetime.time(9, 30),
        "Location": "Nordre Toldbod 14, 1259 København K",
        "Format": "folder",
        "Package": "nordic",
        "Paper": "a4",
        "Tags": "network, routing, leadership",
        "Job URL": "https://sondergaard.example/karriere/network-analytics",
        "Status": "interview",
        "Include": "yes",
        "Opening": "Thank you for the invitation to Copenhagen. I learned freight in Aarhus, on "
        "the night network of Nordhavn, and I still believe that a timetable is a promise made to "
        "a driver.",
        "Why me": "There I redrew the night routes of 48 depots: 11% fewer kilometers, the same "
        "next-day promise, and a third fewer missed connections once we planned with "
        "distributions of drive times instead of averages. Since then I have led teams in "
        "hospitals and in food, and learned what the receiver does with a pallet that comes an "
        "hour late.",
        "Why them": "Søndergaard moves into Skåne this year, with a bridge in the middle of the "
        "network. It is the most interesting planning problem I know of in the Nordics: one "
        "crossing, two rules for driving hours, and customers who notice ten minutes.",
        "Closing": "My Danish is good enough for a meeting and for the canteen. I would be glad "
        "to continue this conversation in either language.",
        "Salary range": "DKK 85,000–95,000 a month",
    },
]

INTERVIEWERS: list[Cells] = [
    {
        "Interview": HARBOR,
        "Name": "Priya Raghunathan",
        "Title": "Chief Operating Officer",
        "Email": "priya@harborandvine.example",
        "Phone": "+1 508 555 0143",
        "LinkedIn": "https://www.linkedin.com/in/priya-raghunathan-example",
        "Part": "hiring manager",
        "Personal note": "You told the Providence Business Breakfast that you walk the dock every "
        "Monday before you open a laptop. I would like to be on that walk.",
        "Research notes": "Came up through buying. Started the Fall River project; board review "
        "in April.",
        "Talking points": lines(
            "What does she look at first on Monday?",
            "Forecast contest with the buyers: eight weeks, both printed",
            "First ninety days: one dock, one page",
        ),
        "Copies": 2,
    },
    {
        "Interview": HARBOR,
        "Name": "Marcus O’Dell",
        "Title": "Director of Warehouse Operations",
        "Email": "marcus.odell@harborandvine.example",
        "Part": "panel",
        "Personal note": "Janelle Whitfield, who worked with you in Worcester, told me to bring "
        "questions rather than slides. Here is the first: which number do your shift leads no "
        "longer trust?",
        "Research notes": "Twenty years on docks. Wary of dashboards, says Janelle.",
        "Talking points": lines("Three weeks on the night shift", "What we stopped measuring"),
    },
    {
        "Interview": HARBOR,
        "Name": "Siobhán Keane",
        "Title": "Senior Talent Partner",
        "Email": "siobhan.keane@harborandvine.example",
        "Phone": "+1 508 555 0161",
        "Part": "recruiter",
        "Personal note": "Thank you for preparing this day with such care; the note about where to "
        "park told me something good about the house.",
        "Talking points": lines("Notice period: eight weeks", "Asks about the team’s growth"),
    },
    {
        "Interview": CALDER,
        "Name": "Dr. Annika Lowe",
        "Title": "Chief Supply Chain Officer",
        "Email": "annika.lowe@calderlowe.example",
        "LinkedIn": "https://www.linkedin.com/in/annika-lowe-example",
        "Part": "hiring manager",
        "Personal note": "Miriam Feld says that you read the method before the result. The rules "
        "for counting that she & I wrote stand among the publications.",
        "Research notes": "Physician by training. Published on substitution of drugs in shortage.",
        "Talking points": lines(
            "One catalog: start with 400 items, not 40,000",
            "Who owns the count?",
        ),
        "Copies": 2,
    },
    {
        "Interview": CALDER,
        "Name": "Théo Beaumont",
        "Title": "Vice President, Finance",
        "Email": "theo.beaumont@calderlowe.example",
        "Part": "panel",
        "Personal note": "You asked for the money first: holding 14% less stock at Freshline "
        "freed $5.8 million in the first year. I have brought the calculation, and its doubts.",
        "Research notes": "Joined from a retailer in 2023. Wants a payback below two years.",
        "Talking points": lines("Cash freed against service kept", "What it costs to count well"),
    },
    {
        "Interview": CALDER,
        "Name": "Rosa Delgado-Peña",
        "Title": "Director of Nursing Operations",
        "Email": "rosa.delgado@calderlowe.example",
        "Part": "panel",
        "Personal note": "I spent eleven nights on wards before I drew a single chart. The nurses’ "
        "list of things never to make them count is still pinned above my desk.",
        "Talking points": lines("Minutes a shift spent looking for things", "Par levels by ward"),
    },
    {
        "Interview": NORDIC,
        "Name": "Jørgen Brandt",
        "Title": "Administrerende direktør",
        "Email": "jorgen.brandt@sondergaard.example",
        "Phone": "+45 32 55 01 72",
        "Part": "hiring manager",
        "Personal note": "Lars Mikkelsen sends his regards. He says that you once stopped the "
        "launch of a system because two drivers said no. I would have done the same.",
        "Research notes": "Third generation; took over in 2019. Sails.",
        "Talking points": lines("Skåne: when does the second hub pay?", "Moving: from May 1"),
    },
    {
        "Interview": NORDIC,
        "Name": "Åse Lindqvist",
        "Title": "Head of Network Planning",
        "Email": "ase.lindqvist@sondergaard.example",
        "Part": "panel",
        "Personal note": "Your paper for the Nordic Transport Days compares three ways to plan the "
        "crossing of the Øresund. I have a fourth to argue about, & it may be worse.",
        "Research notes": "Would report to me; applied for the role herself?",
        "Talking points": lines("What would she keep?", "Tools: who maintains the solver today?"),
    },
]

EXPERIENCE: list[Cells] = [
    {
        "Title": "Director of Planning Analytics",
        "Company": "Freshline Foods",
        "Location": "Providence, RI",
        "Start": month(2021, 3),
        "End": "present",
        "Highlights": lines(
            "Lead nine analysts and data engineers in demand, inventory and transport; four were "
            "promoted",
            "Raised deliveries on time and in full from 87% to 96% while holding 14% less stock",
            "Brought spoilage on chilled lines from 4.1% to < 1.5%, worth $3.2 million a year",
            "Replaced 61 weekly spreadsheets by one page that warehouse leads read at 5:30 a.m.",
            "Ran an open contest of eight weeks between the forecast and the buyers’ own; both "
            "were printed side by side, and the buyers asked to keep it",
            "Opened the analytics team to the docks: every new analyst spends three weeks on shift",
        ),
        "Tags": "food, forecasting, leadership",
    },
    {
        "Title": "Senior Manager, Supply Chain Analytics",
        "Company": "St. Brigid Hospital Network",
        "Location": "Boston, MA",
        "Start": month(2017, 8),
        "End": month(2021, 2),
        "Highlights": lines(
            "Built the shortage radar: nine in ten stock-outs announced at least six days ahead, "
            "in eleven hospitals",
            "Allocated protective equipment for 14,000 staff every day of 2020; no ward went "
            "without",
            "Wrote, with nursing & pharmacy, the rules for counting that are still in use",
            "Grew the team from two to six, and handed it to a successor from within",
        ),
        "Tags": "healthcare, quality, forecasting, leadership",
    },
    {
        "Title": "Network Planning Lead",
        "Company": "Nordhavn Freight A/S",
        "Location": "Aarhus, Denmark",
        "Start": month(2014, 6),
        "End": month(2017, 7),
        "Highlights": lines(
            "Redrew the night network of 48 depots: 11% fewer kilometers, the same next-day "
            "promise",
            "Planned with distributions of drive times instead of averages; missed connections "
            "fell by a third",
            "Moved the timetable from a yearly to a monthly rhythm, agreed with the drivers’ union",
            "Presented the method at Nordic Transport Days; two other carriers adopted it",
        ),
        "Tags": "network, routing",
    },
    {
        "Title": "Operations Research Analyst",
        "Company": "Baystate Transit",
        "Location": "Boston, MA",
        "Start": month(2012, 9),
        "End": month(2014, 5),
        "Highlights": lines(
            "Re-timed 74 bus routes with drivers at the table; late departures from the depot fell "
            "from 6% to 2%",
            "Wrote the simulation with which the winter timetable is still tested each October",
        ),
        "Tags": "routing",
    },
    {
        "Title": "Night Receiving Coordinator",
        "Company": "Castañeda & Filles, Épicerie en gros",
        "Location": "Montréal, Canada",
        "Start": month(2008, 6),
        "End": month(2010, 8),
        "Highlights": lines(
            "Ran the dock of the family’s grocery wholesale beside my studies: three doors, forty "
            "pallets an hour, not one market day missed",
        ),
    },
]

EDUCATION: list[Cells] = [
    {
        "Degree": "MS, Operations Research",
        "Institution": "Northeastern University",
        "Location": "Boston, MA",
        "Start": 2010,
        "End": 2012,
        "Notes": "Thesis: timetables that survive a snowstorm",
    },
    {
        "Degree": "BSc, Mathématiques",
        "Institution": "Université de Montréal",
        "Location": "Montréal, Canada",
        "Start": 2006,
        "End": 2010,
    },
]

SKILLS: list[Cells] = [
    {"Category": "Planning", "Skills": "demand forecasting, inventory, network design, S&OP"},
    {"Category": "Data", "Skills": "Python, SQL, dbt, R, mixed-integer programming"},
    {"Category": "Leading", "Skills": "hiring, coaching analysts, change on the shop floor"},
]

CERTIFICATIONS: list[Cells] = [
    {
        "Name": "Certified Supply Chain Professional (CSCP)",
        "Issuer": "Association for Supply Chain Management",
        "Date": month(2019, 5),
        "Expires": month(2029, 5),
        "Number": Formatted(41_7702, "00000000"),
    },
    {
        "Name": "Lean Six Sigma Black Belt",
        "Issuer": "Institute for Quality in Care",
        "Date": 2018,
        "Tags": "healthcare, quality",
    },
]

AWARDS: list[Cells] = [
    {
        "Title": "Planner of the Year",
        "Issuer": "New England Supply Council",
        "Date": 2024,
        "Description": "for the morning report",
        "Tags": "forecasting, food",
    },
    {"Title": "Prix de la relève", "Issuer": "Université de Montréal", "Date": 2010},
]

LANGUAGES: list[Cells] = [
    {"Language": "English", "Level": "native"},
    {"Language": "Français", "Level": "native"},
    {"Language": "Español", "Level": "fluent"},
    {"Language": "Dansk", "Level": "B2"},
]

PROJECTS: list[Cells] = [
    {
        "Title": "Short history",
        "Role": "author and maintainer",
        "Start": 2025,
        "End": "present",
        "Description": "An open-source notebook that forecasts products with < 30 weeks of sales; "
        "used by a dozen grocers.",
        "URL": "https://castaneda.example/work/short-history",
        "Tags": "forecasting",
    },
]

VOLUNTEERING: list[Cells] = [
    {
        "Title": "Logistics lead",
        "Organisation": "Providence Community Pantry",
        "Location": "Providence, RI",
        "Start": month(2022, 1),
        "End": "present",
        "Highlights": "Plan the Saturday round of 14 volunteers and three vans; 420 boxes, on time",
    },
]

FIT: list[Cells] = [
    {
        "Interview": CALDER,
        "They ask": "One catalog for 23 clinics and 4 hospitals",
        "Evidence": "Merged the catalogs of eleven hospitals: 61,000 items became 23,400, agreed "
        "ward by ward",
        "Section": "resume",
    },
    {
        "Interview": CALDER,
        "They ask": "Warning before a shortage reaches a patient",
        "Evidence": "The shortage radar announces nine in ten stock-outs at least six days ahead",
        "Section": "work_samples",
    },
    {
        "Interview": CALDER,
        "They ask": "Clinicians as partners",
        "Evidence": "Wrote the rules for counting with nursing & pharmacy; Dr. Feld tells how",
        "Section": "recommendations",
    },
    {
        "Interview": CALDER,
        "They ask": "A leader who grows a team",
        "Evidence": "From two to six at St. Brigid, nine at Freshline; four were promoted",
        "Section": "references",
    },
    {
        "Interview": CALDER,
        "They ask": "A method that stands up to review",
        "Evidence": "Published with its errors: rules for an honest inventory",
        "Section": "publications",
    },
]

FIRST_90_DAYS: list[Cells] = [
    {
        "Interview": CALDER,
        "Period": "Days 1 to 30",
        "Goal": "Count with the people who count: a night on each of three wards, a day in each "
        "of four clinics",
        "Measure": "A list of what nobody should have to count",
    },
    {
        "Interview": CALDER,
        "Period": "Days 1 to 30",
        "Goal": "Meet every owner of an item list",
        "Measure": "27 conversations, one page of notes each",
    },
    {
        "Interview": CALDER,
        "Period": "Days 31 to 60",
        "Goal": "One catalog for the 400 items that matter most",
        "Measure": "Signed by nursing, pharmacy and buying",
    },
    {
        "Interview": CALDER,
        "Period": "Days 31 to 60",
        "Goal": "A first radar for these 400, on paper",
        "Measure": "Read each morning in two hospitals",
    },
    {
        "Interview": CALDER,
        "Period": "Days 61 to 90",
        "Goal": "Decide with finance what to hold, and where",
        "Measure": "A plan that frees $2 million without a single stock-out",
    },
    {
        "Interview": CALDER,
        "Period": "Days 61 to 90",
        "Goal": "Hand the radar to the people who use it",
        "Measure": "They change it without me",
    },
]

REFERENCES: list[Cells] = [
    {
        "Name": "Étienne Moreau",
        "Title": "Head of Buying",
        "Company": "Freshline Foods",
        "Relationship": "colleague who doubted my forecasts, then used them",
        "Email": "etienne.moreau@freshline.example",
        "Phone": "+1 401 555 0152",
        "Permission": "yes",
        "Tags": "food, forecasting",
    },
    {
        "Name": "Walter Okonkwo",
        "Title": "Vice President, Supply Chain",
        "Company": "Freshline Foods",
        "Relationship": "my manager since 2021",
        "Email": "walter.okonkwo@freshline.example",
        "Phone": "+1 401 555 0127",
        "Known to": "Priya Raghunathan, Calder & Lowe Health",
        "Permission": "yes",
        "Tags": "food, leadership",
    },
    {
        "Name": "Dr. Miriam Feld",
        "Title": "Director of Pharmacy",
        "Company": "St. Brigid Hospital Network",
        "Relationship": "partner in building the shortage radar",
        "Email": "miriam.feld@stbrigid.example",
        "Phone": "+1 617 555 0119",
        "Known to": "Dr. Annika Lowe",
        "Permission": "yes",
        "Tags": "healthcare, quality",
    },
    {
        "Name": "Lars Mikkelsen",
        "Title": "Director of Linehaul",
        "Company": "Nordhavn Freight A/S",
        "Relationship": "my manager in Aarhus, 2014 to 2017",
        "Email": "lars.mikkelsen@nordhavn.example",
        "Phone": "+45 86 12 01 93",
        "Known to": "Jørgen Brandt, Søndergaard Logistik A/S",
        "Permission": "yes",
        "Tags": "network, routing",
    },
    {
        "Name": "Janelle Whitfield",
        "Title": "Senior Data Engineer",
        "Company": "Freshline Foods",
        "Relationship": "member of my team for four years",
        "Email": "janelle.whitfield@freshline.example",
        "Known to": "Marcus O’Dell",
        "Permission": "yes",
        "Tags": "leadership",
    },
    {
        "Name": "Gordon Pratt",
        "Title": "Chief Financial Officer",
        "Company": "Freshline Foods",
        "Relationship": "has not been told about my search",
        "Phone": "+1 401 555 0170",
        "Known to": "Théo Beaumont",
        "Permission": "no",
    },
]

RECOMMENDATIONS: list[Cells] = [
    {
        "From": "Walter Okonkwo",
        "Title": "Vice President, Supply Chain",
        "Company": "Freshline Foods",
        "Relationship": "manager since 2021",
        "Date": datetime.date(2026, 11, 16),
        "File": "attachments/letter.pdf",
        "Tags": "leadership, forecasting, food",
    },
    {
        "From": "Dr. Miriam Feld",
        "Title": "Director of Pharmacy",
        "Company": "St. Brigid Hospital Network",
        "Relationship": "partner in building the shortage radar",
        "Date": month(2021, 2),
        "Text": lines(
            "In the spring of 2020 I spoke with Noémie every evening at nine. She never brought a "
            "chart that I had to decode. She brought a list: what will run out, where, in how many "
            "days, and how sure she was. We acted on it, and it was right often enough that my "
            "pharmacists stopped keeping their own.",
            "She also did what analysts rarely do: when the count was wrong she went to the ward, "
            "asked why, and changed the form instead of blaming the nurse. Eleven hospitals still "
            "count by the rules she wrote with us. I would work with her again tomorrow.",
        ),
        "Pull quote": "She never brought a chart that I had to decode. She brought a list.",
        "Tags": "healthcare, quality",
    },
    {
        "From": "Janelle Whitfield",
        "Title": "Senior Data Engineer",
        "Company": "Freshline Foods",
        "Relationship": "member of my team for four years",
        "Date": month(2026, 10),
        "Text": lines(
            "Noémie is the reason I stayed. She gives you a problem, the name of the person who "
            "has it, and enough room to be wrong once. When I broke the 5:30 report in my second "
            "month, she drove to the warehouse, read the numbers to the shift by phone, and asked "
            "me at lunch what I would change. The fix I made that week is still running.",
            "She argues with data < an hour and with people as long as they need. I have learned "
            "more about leading from her than from any course.",
        ),
        "Tags": "leadership, forecasting",
    },
]

WORK_SAMPLES: list[Cells] = [
    {
        "Title": "The morning report",
        "Date": month(2024, 6),
        "Client": "Freshline Foods",
        "Role": "design and first version",
        "Challenge": "Six warehouses read 61 spreadsheets and trusted none of them.",
        "Action": "One page, printed at 5:30 a.m., that answers one question: what do I have to do "
        "differently today? The forecast shows its own doubt, so that a buyer knows when to "
        "overrule it.",
        "Result": "Deliveries on time and in full rose from 87% to 96%; people read it standing "
        "up.",
        "Figure": "96%",
        "Caption": "The page of a Tuesday in June, as the shift leads get it",
        "File": "attachments/morning-report.png",
        "Tags": "forecasting, food, leadership",
    },
    {
        "Title": "Shortage radar for eleven hospitals",
        "Date": month(2019, 11),
        "Client": "St. Brigid Hospital Network",
        "Role": "lead, with pharmacy & nursing",
        "Challenge": "When a hospital ran out of something, a nurse found out first.",
        "Action": "A model that says how many days until a ward runs out, item by item, with the "
        "reason; explained in words that both sides use, with the places where it fails.",
        "Result": "Nine in ten stock-outs are announced at least six days ahead, in eleven "
        "hospitals.",
        "Figure": "6 days",
        "URL": "https://castaneda.example/work/shortage-radar",
        "Tags": "healthcare, quality, forecasting",
    },
    {
        "Title": "When < 30 weeks of history is enough",
        "Date": month(2025, 9),
        "Description": "A notebook that forecasts new products from the shape of old ones, with "
        "the honest error beside each number. Open source, with the data of a fictitious grocer.",
        "URL": "https://castaneda.example/work/short-history",
        "Tags": "forecasting",
    },
    {
        "Title": "A night network in one picture",
        "Date": month(2016, 4),
        "Description": "48 depots, 210 connections, one night. The map that drivers, dispatchers "
        "and the board discussed for a month, and the 11% of kilometers that it saved.",
        "URL": "https://castaneda.example/work/night-network",
        "Tags": "network, routing",
    },
]

PUBLICATIONS: list[Cells] = [
    {
        "Title": "Forecasts people argue with",
        "Venue": "Supply Chain Practice Review",
        "Date": month(2025, 3),
        "Authors": "Noémie Castañeda",
        "URL": "https://scpr.example/2025/forecasts-people-argue-with",
        "Kind": "article",
        "Tags": "forecasting, leadership",
    },
    {
        "Title": "What the night shift knows",
        "Venue": "Operations & Analytics Forum, Chicago",
        "Date": month(2023, 10),
        "Authors": "Noémie Castañeda, Janelle Whitfield",
        "URL": "https://oaforum.example/2023/talks/night-shift",
        "Kind": "talk",
        "Tags": "food, leadership",
    },
    {
        "Title": "Counting what nurses carry: rules for an honest inventory",
        "Venue": "Hospital Logistics Quarterly",
        "Date": month(2020, 12),
        "Authors": "Miriam Feld, Noémie Castañeda",
        "URL": "https://hlq.example/12/4/counting",
        "Kind": "article",
        "Tags": "healthcare, quality",
    },
    {
        "Title": "Why hospitals ran short, and some did not",
        "Venue": "The Boston Ledger",
        "Date": datetime.date(2021, 1, 17),
        "URL": "https://bostonledger.example/2021/01/17/hospital-supplies",
        "Kind": "quoted",
        "Quote": "We did not predict the wave. We predicted Thursday, and on Thursday we "
        "predicted Friday.",
        "Tags": "healthcare",
    },
    {
        "Title": "Drive times are distributions",
        "Venue": "Nordic Transport Days, Malmö",
        "Date": month(2016, 9),
        "Authors": "Noémie Castañeda, Lars Mikkelsen",
        "URL": "https://nordictransport.example/2016/drive-times",
        "Kind": "talk",
        "Tags": "network, routing",
    },
]

CONTACTS: list[Cells] = [
    {
        "Name": "Beatriz Fonseca",
        "Company": "Harbor & Vine Provisions",
        "Position": "Buyer, Produce",
        "Knows": "Priya Raghunathan, Marcus O’Dell",
        "Email": "beatriz.fonseca@mail.example",
        "Notes": "Colleague at Freshline until 2023. Happy to talk in the evening.",
    },
    {
        "Name": "Caleb Stern",
        "Company": "Calder & Lowe Health",
        "Position": "Data Architect",
        "LinkedIn": "https://www.linkedin.com/in/caleb-stern-example",
        "Notes": "Met at the Forum in Chicago; knows the catalog project.",
    },
    {
        "Name": "Dr. Miriam Feld",
        "Company": "St. Brigid Hospital Network",
        "Position": "Director of Pharmacy",
        "Knows": "Dr. Annika Lowe",
        "Email": "miriam.feld@stbrigid.example",
    },
    {
        "Name": "Mette Højgaard",
        "Company": "Port of Aarhus",
        "Position": "Terminal Planner",
        "Knows": "Åse Lindqvist, Jørgen Brandt",
        "Notes": "Sailed with Jørgen; ask her about the family.",
    },
]

SHEETS: dict[str, list[Cells]] = {
    "Candidate": [CANDIDATE],
    "Interviews": INTERVIEWS,
    "Interviewers": INTERVIEWERS,
    "Experience": EXPERIENCE,
    "Education": EDUCATION,
    "Skills": SKILLS,
    "Certifications": CERTIFICATIONS,
    "Awards": AWARDS,
    "Languages": LANGUAGES,
    "Projects": PROJECTS,
    "Volunteering": VOLUNTEERING,
    "Fit": FIT,
    "First 90 days": FIRST_90_DAYS,
    "References": REFERENCES,
    "Recommendations": RECOMMENDATIONS,
    "Work samples": WORK_SAMPLES,
    "Publications": PUBLICATIONS,
    "Contacts": CONTACTS,
    "Packages": [
        {
            "Package": "nordic",
            "Sections": "cover_letter, resume, work_samples, references, business_card",
        },
        {
            "Package": "booklet",
            "Sections": "cover_letter, fit, resume, references, recommendations, work_samples, "
            "publications, first_90_days, back_cover, business_card",
        },
    ],
    "Settings": [
        {"Language": "en-US", "Paper": "letter", "Phone region": "US", "Max references": 4}
    ],
}


def main(folder: Path = HERE) -> None:
    attachments = folder / "attachments"
    attachments.mkdir(parents=True, exist_ok=True)
    draw_signature(attachments / "signature.png", NOEMIE_CASTANEDA)
    signed = attachments / "signed.png"
    draw_signature(signed, WALTER_OKONKWO, "#1d2b36")
    draw_letter(attachments / "letter.pdf", signed)
    signed.unlink()
    draw_morning_report(attachments / "morning-report.png")
    (folder / "interviews.xlsx").write_bytes(same_every_time(workbook_bytes(SHEETS)))


if __name__ == "__main__":
    main()
