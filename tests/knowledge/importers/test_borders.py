"""Where one entry ends and the next begins, in the places in which they are easily confused."""

from __future__ import annotations

from tests.knowledge.importers.reading import answers, levels, problems, read_text, stems, unmapped


def test_a_labelled_pair_right_below_an_answer_is_the_next_question() -> None:
    document = read_text(
        "Q: What is a stack?\nA: A list.\n\nIt grows.\nQ: Name two uses.\nA: Undo and calls.\n"
    )

    assert stems(document) == [(1, "What is a stack?"), (5, "Name two uses.")]
    assert answers(document) == ["A list.\n\nIt grows.", "Undo and calls."]


def test_an_answer_can_begin_with_a_bullet_behind_its_label() -> None:
    document = read_text("Q: Which are numbers?\nA: - `int`\n   - `float`\n")

    assert answers(document) == ["- `int`\n- `float`"]


def test_a_short_answer_before_a_long_one_keeps_its_name() -> None:
    text = "**Short answer:** yes.\n\n**Long answer:** it depends."

    assert answers(read_text(f"### Q1: Is it fast?\n\n{text}\n")) == [text]


def test_a_reference_at_the_end_of_an_answer_is_kept() -> None:
    document = read_text("1. What is a residual?\n\nA shortcut.\n\nSee also He et al., 2015.\n")

    assert answers(document) == ["A shortcut.\n\nSee also He et al., 2015."]


def test_an_indented_comment_is_no_heading() -> None:
    document = read_text("## 1. How are gaps filled?\n\nSo:\n\n    # pandas\n    df.ffill()\n")

    assert answers(document) == ["So:\n\n    # pandas\n    df.ffill()"]


def test_signs_that_are_no_rule_are_an_answer() -> None:
    document = read_text("1. Which sign negates?\n\n~\n\n2. What ends a block?\n\nif (x) {\n}\n")

    assert answers(document) == ["~", "if (x) {\n}"]


def test_a_chapter_with_its_title_in_the_next_line_is_a_heading() -> None:
    document = read_text(
        "PRB-1 CH.PRB-1.1.\nWhat are odds?\n\nCHAPTER 2\nINFORMATION THEORY\n\nPRB-2 CH.PRB-2.1.\nWhat is entropy?\n"
    )

    assert stems(document) == [(1, "What are odds?"), (7, "What is entropy?")]
    assert document.entries[1].topics == ("INFORMATION THEORY",)


def test_a_solution_whose_number_skips_is_not_a_part_of_the_one_before() -> None:
    document = read_text(
        "Exercises\n\n1. What is padding?\n2. What is a stride?\n\nAnswers\n\n"
        "1. A border. It has two kinds:\n   - valid\n   - same\n2. A step.\n6. An orphan.\n"
    )

    assert answers(document) == ["A border. It has two kinds:\n- valid\n- same", "A step."]
    assert problems(document) == [(12, "orphan")]


def test_a_bullet_beside_a_question_with_indented_text_is_a_question() -> None:
    document = read_text(
        "## Files\n\n* What is an inode?\n  * Metadata:\n    * owner\n\n* **What is a link?**\n  A name.\n"
        "* What is a sticky bit?\n* Explain umask\n  It clears bits.\n"
    )

    assert stems(document)[1:] == [
        (7, "What is a link?"),
        (9, "What is a sticky bit?"),
        (10, "Explain umask"),
    ]
    assert answers(document)[1:] == ["A name.", "", "It clears bits."]


def test_short_paragraphs_under_a_heading_are_topics() -> None:
    document = read_text("# Viva\n\n## Storage\n\nSharding\n\nReplication\n\nConsistent hashing\n")

    assert [stem for _, stem in stems(document)] == [
        "Sharding",
        "Replication",
        "Consistent hashing",
    ]
    assert unmapped(document) == []


def test_code_in_a_summary_is_written_as_markdown() -> None:
    document = read_text(
        "<details><summary>What does <code>map</code> do?</summary>Applies.</details>\n"
    )

    assert stems(document) == [(1, "What does `map` do?")]


def test_a_bold_name_in_an_answer_is_no_section() -> None:
    text = "A bucket.\n\n**Trade-offs:**\n\n- memory\n- accuracy"

    assert answers(read_text(f"**Q1: How are rates limited?**\n\n{text}\n")) == [text]


def test_a_bold_line_before_a_bold_question_is_a_section() -> None:
    document = read_text(
        "**What is a set?**\n\nUnique.\n\n**Trees**\n\n**What is a leaf?**\n\nAn end.\n"
    )

    assert answers(document) == ["Unique.", "An end."]
    assert document.entries[1].topics == ("Trees",)


def test_lettered_parts_right_below_a_question_belong_to_it() -> None:
    document = read_text(
        "1. (a) Derive the gradient. (8)\n   (b) Discuss it. (8)\nApply the chain rule.\n\n"
        "2. Which losses are convex?\n(a) the squared one\n(b) the logistic one\n"
    )

    assert [stem for _, stem in stems(document)] == [
        "(a) Derive the gradient. (8)\n(b) Discuss it. (8)",
        "Which losses are convex?",
    ]
    assert answers(document) == [
        "Apply the chain rule.",
        "(a) the squared one\n(b) the logistic one",
    ]


def test_tags_stand_behind_a_dash_in_code_in_a_badge() -> None:
    document = read_text(
        "**1. What is a view?** — Hard\n\nShared.\n\n**2. What is a copy?** `Medium`\n\nOwn.\n\n"
        "**3. What is a shape?** ![Hard](https://img.example.org/hard.svg)\n\nSizes.\n"
    )

    assert [stem for _, stem in stems(document)] == [
        "What is a view?",
        "What is a copy?",
        "What is a shape?",
    ]
    assert levels(document) == ["advanced", "intermediate", "advanced"]
    assert answers(document) == ["Shared.", "Own.", "Sizes."]


def test_keycaps_and_short_labels_number_questions() -> None:
    keycaps = read_text("1️⃣ What is a view?\n\nShared.\n\n2️⃣ Explain copies\n\nOwn.\n")
    labels = read_text("Que 1: What is a view?\nAns: Shared.\nQ2] Explain copies\nAns: Own.\n")

    assert stems(keycaps) == [(1, "What is a view?"), (5, "Explain copies")]
    assert stems(labels) == [(1, "What is a view?"), (3, "Explain copies")]


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


def test_a_deeper_line_with_a_letter_is_no_choice() -> None:
    document = read_text("Q: What is an ABC?\n\nA: Abstract.\n   B: would be concrete.\n")

    assert answers(document) == ["Abstract.\nB: would be concrete."]


def test_a_wrapped_question_after_a_statement_is_whole() -> None:
    document = read_text(
        "1. An image of 32 x 32 is convolved with stride 1 and no padding. What is\nits size?\n28 x 28.\n"
    )

    assert stems(document) == [
        (
            1,
            "An image of 32 x 32 is convolved with stride 1 and no padding. What is its size?",
        )
    ]
    assert answers(document) == ["28 x 28."]


def test_one_bold_word_that_asks_in_an_answer_stays_there() -> None:
    document = read_text(
        "**What is a pod?**<br>\nContainers.\n\n**Why?** One address.\n\n**What is a node?**\n\nA machine.\n"
    )

    assert answers(document) == ["Containers.\n\n**Why?** One address.", "A machine."]


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


def test_columns_have_many_names() -> None:
    document = read_text(
        "| S.No | Questions | Answers | Difficulty Level |\n|:-:|:-|:-|:-:|\n"
        "| 1. | **What is a list?** | A row of values. | 🟢 Easy |\n"
        "| 3. | What is a slice? | A part of it. | 🟡 Medium |\n"
    )

    assert answers(document) == ["A row of values.", "A part of it."]
    assert levels(document) == ["basic", "intermediate"]
    assert problems(document) == [(4, "gap")]


def test_a_table_of_problems_and_remedies_is_a_part_of_an_answer() -> None:
    table = "| Problem | Solution |\n|---|---|\n| Dying units | Leaky ReLU |"

    assert answers(read_text(f"### What goes wrong?\n\n{table}\n")) == [table]
