"""What opens a section, what is a topic in a list, and what only looks like either."""

from __future__ import annotations

from tests.knowledge.importers.reading import answers, levels, problems, read_text, stems, unmapped


def test_a_chapter_with_its_title_in_the_next_line_is_a_heading() -> None:
    document = read_text(
        "PRB-1 CH.PRB-1.1.\nWhat are odds?\n\nCHAPTER 2\nINFORMATION THEORY\n\nPRB-2 CH.PRB-2.1.\nWhat is entropy?\n"
    )

    assert stems(document) == [(1, "What are odds?"), (7, "What is entropy?")]
    assert document.entries[1].topics == ("INFORMATION THEORY",)


def test_short_paragraphs_under_a_heading_are_topics() -> None:
    document = read_text("# Viva\n\n## Storage\n\nSharding\n\nReplication\n\nConsistent hashing\n")

    assert [stem for _, stem in stems(document)] == [
        "Sharding",
        "Replication",
        "Consistent hashing",
    ]
    assert unmapped(document) == []


def test_a_bold_name_in_an_answer_is_no_section() -> None:
    text = "A bucket.\n\n**Trade-offs:**\n\n- memory\n- accuracy"

    assert answers(read_text(f"**Q1: How are rates limited?**\n\n{text}\n")) == [text]


def test_a_bold_line_before_a_bold_question_is_a_section() -> None:
    document = read_text(
        "**What is a set?**\n\nUnique.\n\n**Trees**\n\n**What is a leaf?**\n\nAn end.\n"
    )

    assert answers(document) == ["Unique.", "An end."]
    assert document.entries[1].topics == ("Trees",)


def test_numbered_questions_without_answers_are_each_an_entry() -> None:
    document = read_text(
        "1. What is a process?\n2. What is a thread?\n3. Deadlocks and how to prevent them\n4. What is paging?\n\n"
        "Memory\n\n1. What is a cache?\n2. What is a page?\n"
    )

    assert [line for line, _ in stems(document)] == [1, 2, 3, 4, 8, 9]
    assert answers(document) == [""] * 6
    assert document.entries[4].topics == ("Memory",)


def test_remarks_and_follow_up_questions_stay_in_the_answer() -> None:
    text = (
        "Queue it.\n\n**Follow-up questions**\n\n1. How do you test it?\n2. How do you stop it?\n\n"
        "### Note\n\nIt is common.\n\n#### Basic approach\n\nOne machine."
    )
    document = read_text(
        f"## Serving\n\n### How do you scale?\n\n{text}\n\n### Why cache?\n\nSpeed.\n"
    )

    assert answers(document) == [text, "Speed."]


def test_a_section_of_solutions_does_not_end_in_the_solution_above_it() -> None:
    document = read_text(
        "# Problems\n\n## Logic\n\nPRB-1 Define a proof.\n\n## Entropy\n\nPRB-2 Define a bit.\n\n"
        "PRB-2 Define a nat.\n\n# Solutions\n\n## Logic\n\nSOL-1\nA chain.\n\n## Entropy\n\nSOL-2\nA unit.\n"
    )

    assert answers(document) == ["A chain.", "A unit.", ""]
    assert problems(document) == [(11, "duplicate"), (11, "missing")]


def test_topics_still_to_cover_are_entries() -> None:
    document = read_text(
        "1. What is an image?\nA grid.\n\n2. What is depth?\nA distance.\n\n"
        "Topics still to cover\n\nOptical flow\nSLAM\n"
    )

    assert [stem for _, stem in stems(document)][2:] == ["Optical flow", "SLAM"]
    assert answers(document)[1] == "A distance."


def test_contents_and_tips_are_no_entries() -> None:
    document = read_text(
        "<details>\n<summary>Table of contents</summary>\n\n1. [NLP](#q1)\n\n</details>\n\n"
        "### Q1: What is NLP?\n\nLanguage.\n\n## Tips for the interview\n\n- Think aloud\n- Ask\n"
    )

    assert stems(document) == [(8, "What is NLP?")]


def test_a_topic_can_be_a_link_among_others() -> None:
    document = read_text(
        "## Module 3\n\n- **Graph networks**\n- Neural ODEs\n- [State spaces](https://example.org/ssm)\n\n"
        "## Slides\n\n- [One](https://example.org/1)\n- [Two](https://example.org/2)\n"
    )

    assert [stem for _, stem in stems(document)] == [
        "Graph networks",
        "Neural ODEs",
        "State spaces",
    ]
    assert unmapped(document) == [5, 9, 10]


def test_a_topic_that_asks_and_goes_on_is_a_topic() -> None:
    document = read_text(
        "1. What is a mean?\n\nA sum over n.\n\nLearn more from our [course](#).\n\n"
        "Unit 2\n\nEigenvalues.\n\nWhat is PCA? Explain\n"
    )

    assert [stem for _, stem in stems(document)][1:] == ["Eigenvalues.", "What is PCA? Explain"]
    assert answers(document)[0] == "A sum over n."
    assert unmapped(document) == [5]


def test_a_level_stands_alone_above_bulleted_questions() -> None:
    document = read_text(
        "Junior\n\n- What is a machine?\nSoftware.\n\nSenior\n\n- What is a quorum?\nA majority.\n"
    )

    assert answers(document) == ["Software.", "A majority."]
    assert levels(document) == ["basic", "advanced"]
