"""Each form of document, with the traps that come with it."""

from __future__ import annotations

from tests.knowledge.importers.reading import (
    answers,
    levels,
    problems,
    read,
    read_text,
    stems,
    unmapped,
)


def test_the_seed_form_has_numbered_questions_levels_and_syllabus_lists() -> None:
    document = read("seed_style.txt")

    assert stems(document) == [
        (3, "What is a learning rate?"),
        (7, "Which steps does one training epoch have?"),
        (16, "Differentiate between a parameter and a hyperparameter."),
        (26, "What is label smoothing?"),
        (32, "Why is dropout switched off at inference?"),
        (39, "Can a network with zero weights learn?"),
        (45, "Capsule networks."),
        (47, "Weight tying"),
        (51, "Image captioning using attention-code ,explain"),
        (53, "Mixture of experts"),
    ]
    assert levels(document)[:6] == ["basic"] * 3 + ["intermediate"] * 2 + ["advanced"]
    assert [entry.topics for entry in document.entries[6:]] == [("Unit 4",)] * 2 + [("Unit 5",)] * 2
    assert problems(document) == [(line, "missing") for line in (45, 47, 51, 53)]


def test_a_numbered_list_in_an_answer_is_no_question() -> None:
    steps = answers(read("seed_style.txt"))[1]

    assert steps.endswith(
        "1. Shuffle the examples\n2. Run the batches forward\n3. Update the weights\n4. Measure the loss"
    )


def test_sentences_that_only_lead_on_are_reported_and_not_part_of_an_answer() -> None:
    assert unmapped(read("seed_style.txt")) == [22, 30]


def test_columns_divided_by_tabs_become_a_table() -> None:
    table = answers(read("seed_style.txt"))[2]

    assert table.splitlines()[:3] == [
        "| Parameter | Hyperparameter |",
        "| --- | --- |",
        "| Is learned | Is chosen |",
    ]


def test_labelled_questions_run_over_lines_code_and_options() -> None:
    document = read("labels.txt")

    assert stems(document) == [
        (1, "What is a kernel in a convolution?"),
        (7, "How would you debug a loss that does not fall?"),
        (21, "What does this print?\n\n```python\n# 3. a comment, not a heading\nprint(1)\n```"),
        (30, "Which of these is an optimiser?\nA. Adam\nB. ReLU\nC. Softmax\nD. BatchNorm"),
        (37, "And this one has no answer."),
        (39, "What is batch size?"),
    ]
    assert answers(document)[3:] == [
        "A, because it updates weights.",
        "",
        "The number of examples per step.",
    ]
    assert problems(document) == [(19, "orphan"), (37, "missing")]


def test_labels_inside_fences_and_paragraphs_are_text() -> None:
    kernel, debugging, *_ = answers(read("labels.txt"))

    assert "Q: not a question, a query matrix\nK: the keys" in kernel
    assert debugging.endswith("```text\nQ: is this a question?\nA: no, it is inside a fence\n```")


def test_labels_and_numbers_are_read_in_many_spellings() -> None:
    document = read("numbered_labels.md")

    assert [line for line, _ in stems(document)] == [1, 4, 8, 11, 14, 17]
    assert answers(document)[:4] == [
        "An array with any number of axes.",
        "Shapes are matched from the right.",
        "How far the window moves.",
        "To give all features one scale.",
    ]
    assert problems(document) == [(11, "gap"), (14, "duplicate"), (17, "missing"), (20, "orphan")]


def test_words_that_look_like_labels_stay_in_the_answer() -> None:
    document = read("words_like_labels.txt")

    assert stems(document) == [
        (1, "What is A?"),
        (11, "What is B?"),
        (17, "What is C? Explain with an example."),
        (21, "Describe D"),
    ]
    assert answers(document)[0].endswith("Problem: the loss explodes.\n\nSolution: clip it.")
    assert problems(document) == [(15, "orphan")]


def test_headings_are_questions_levels_topics_or_parts_of_an_answer() -> None:
    document = read("headings.md")

    assert stems(document) == [
        (18, "What is a neuron?"),
        (32, "What is an activation?"),
        (41, "Explain the chain rule"),
        (49, "How large is the output of a convolution?"),
        (57, "What is dilation?"),
    ]
    assert levels(document) == ["basic"] * 3 + ["advanced"] * 2
    assert document.entries[3].topics == ("Convolutions",)
    assert "#### Why does it need a bias?" in answers(document)[0]
    assert "## Q7: still code" in answers(document)[0]
    assert problems(document) == [(43, "placeholder"), (57, "gap"), (61, "empty")]


def test_a_table_of_contents_and_the_way_back_to_it_are_reported_only() -> None:
    assert unmapped(read("headings.md")) == [2, 3, 8, 12, 13, 14, 39]
    assert unmapped(read("react_style.md")) == [3, 5, 6, 7, 20, 26]
    assert unmapped(read("contents.txt")) == [3, 4, 5, 19]


def test_a_contents_list_without_links_does_not_hide_the_questions() -> None:
    assert stems(read("contents.txt")) == [
        (7, "What is entropy?"),
        (11, "What is KL divergence?"),
        (15, "What is a logit?"),
    ]


def test_underlined_headings_are_questions_and_rules_are_not_underlines() -> None:
    document = read("plain_headings.md")

    assert stems(document) == [
        (4, "What is pooling?"),
        (9, "Batch normalisation"),
        (16, "What is a receptive field?"),
    ]
    assert answers(document)[1] == "Its statistics come from the batch."


def test_numbers_before_headings_and_indented_answers_are_read() -> None:
    document = read("react_style.md")

    assert stems(document) == [(9, "What is autograd?"), (22, "What is a hook?")]
    assert answers(document)[0].startswith(
        "It records operations and replays them backwards.\n\n```python\n"
    )


def test_numbers_of_sections_are_no_questions_and_numbers_below_them_are() -> None:
    document = read("chapters.md")

    assert [line for line, _ in stems(document)] == [5, 9, 13, 19, 23]
    assert answers(document)[4] == "Recurrence.\n\n#### Variants\n\nLSTM, GRU"
    assert problems(document) == [(13, "gap")]


def test_bold_questions_carry_colours_stars_and_words_as_levels() -> None:
    document = read("bold.md")

    assert stems(document) == [
        (3, "What is overfitting?"),
        (7, "Why does it happen?"),
        (13, "What is a margin?"),
        (16, "Derive the update of AdaGrad."),
        (23, "How does (hard) attention differ from soft attention?"),
        (25, "What is a seed?"),
        (26, "What is a fold?"),
    ]
    assert levels(document) == [
        "basic", "basic", "intermediate", "advanced", "advanced", "basic", "advanced",
    ]  # fmt: skip
    assert answers(document)[4:] == [
        "It samples one place instead of averaging.",
        "It makes runs repeatable.",
        "One part of the data:\n\n- train on the rest\n- test on it",
    ]


def test_a_repository_of_questions_is_read_without_its_badges_and_legend() -> None:
    document = read("repository.md")

    assert [line for line, _ in stems(document)] == [18, 26, 35, 43, 47, 65]
    assert levels(document) == [
        "basic",
        "intermediate",
        "advanced",
        "advanced",
        "intermediate",
        "advanced",
    ]
    assert "**6. Not a question?** 🟢" in answers(document)[4]
    assert problems(document) == [
        (35, "gap"), (43, "duplicate"), (43, "duplicate"), (45, "placeholder"), (65, "missing"),
    ]  # fmt: skip


def test_solutions_at_the_end_of_a_book_find_their_problems() -> None:
    document = read("two_part.txt")

    assert stems(document) == [
        (5, "State what the odds are. Give an example."),
        (9, "True or False: the sigmoid is symmetric around zero.\n\n1. Say why.\n2. Draw it."),
        (14, "What is the logit?"),
        (16, "Which loss is used?"),
    ]
    assert answers(document) == [
        "The ratio p / (1 - p).\n\nFor p = 0.8 it is 4.",
        "False: around one half.",
        "",
        "Cross-entropy.",
    ]
    assert problems(document) == [(14, "missing"), (16, "gap"), (29, "orphan")]


def test_lists_in_solutions_are_no_solutions() -> None:
    assert answers(read("book.md")) == ["1. zero\n2. one", "One bit.\n\n$$H = -\\sum p \\log p$$"]


def test_exercises_and_answers_are_matched_chapter_by_chapter() -> None:
    document = read("exercises.md")

    assert answers(document) == [
        "It is 2x.",
        "A running mean of gradients.\n\nIt has two parts:\n\n1. decay\n2. update",
        "One step lands in the minimum.",
        "",
        "Makes weights exactly zero.",
        "Makes weights small.",
    ]
    assert problems(document) == [(9, "missing")]


def test_a_table_of_questions_and_answers_is_read_row_by_row() -> None:
    document = read("table.md")

    assert stems(document) == [
        (5, "What is `a | b`?"),
        (6, "Why scale by √d?"),
        (7, "What is a mask?"),
    ]
    assert answers(document) == ["A bitwise or.\nIn Python.", "So that the softmax stays soft.", ""]
    assert levels(document) == ["basic", "advanced", "intermediate"]


def test_a_table_inside_an_answer_stays_there() -> None:
    document = read_text(
        "1. What do we compare?\n\n| Question | Effect |\n|---|---|\n| Depth | more |\n"
    )

    assert answers(document) == ["| Question | Effect |\n|---|---|\n| Depth | more |"]


def test_summaries_are_questions_or_only_hide_an_answer() -> None:
    document = read("details.html.md")

    assert stems(document) == [
        (4, "What is teacher forcing?"),
        (20, "What is beam search?"),
        (23, "Why are LSTMs slow?"),
        (31, "What is a token?"),
        (39, "What is a vocabulary?"),
    ]
    assert "<details><summary>Show code</summary>" in answers(document)[0]
    assert answers(document)[1:] == [
        "Keeps the k best prefixes.",
        "Steps wait for each other.",
        "A piece of text.",
        "All tokens.",
    ]


def test_options_before_a_hidden_answer_belong_to_the_question() -> None:
    document = read("choices.md")

    assert stems(document)[2] == (35, "Which is right?\n\n- A: x\n- B: y")
    assert answers(document) == ["A function with its environment.", "B\n\nIt is two.", "A"]


def test_numbering_may_begin_again_in_each_section() -> None:
    document = read("sections.txt")

    assert [line for line, _ in stems(document)] == [3, 5, 9, 14, 16, 19]
    assert answers(document)[1].endswith("1. Is it positive?\n2. Is it zero only for zero?")
    assert stems(document)[4] == (16, "Explain the rank of a matrix, if you can?")
    assert problems(document) == [(9, "gap"), (19, "duplicate")]


def test_a_document_without_blank_lines_is_read() -> None:
    document = read("compact.txt")

    assert [line for line, _ in stems(document)] == [1, 3, 8, 10, 12, 14, 16]
    assert answers(document)[1].endswith("1. Supervised\n2. Unsupervised\n3. Reinforcement")
    assert problems(document) == [(14, "gap")]


def test_numbers_are_read_in_many_spellings() -> None:
    assert [line for line, _ in stems(read("numbers.txt"))] == [1, 4, 7, 10, 13, 16]


def test_bare_topics_are_entries_without_answers() -> None:
    document = read("topics.md")

    assert stems(document)[2:7] == [
        (11, "ResNet"),
        (12, "VGG"),
        (13, "Stochastic sampling"),
        (17, "Deep Dream"),
        (18, "Text generation"),
    ]
    assert document.entries[5].topics == ("Unit 5",)
    assert document.entries[7].stem == "What is Z?"


def test_lines_about_level_and_topic_are_taken_from_the_question() -> None:
    document = read("metadata.md")

    assert stems(document) == [(1, "Why is attention quadratic?"), (12, "What is a head?")]
    assert levels(document) == ["advanced", "basic"]
    assert document.entries[0].topics == ("Transformers",)
    assert problems(document) == [(22, "empty"), (26, "orphan")]


def test_a_fence_that_never_ends_does_not_swallow_the_next_question() -> None:
    document = read("open_fence.md")

    assert [line for line, _ in stems(document)] == [3, 7, 12, 16]
    assert problems(document) == [(9, "unclosed")]


def test_a_document_that_says_nothing_of_levels_is_basic_without_topics() -> None:
    document = read_text("What is a pixel?\n\nA point of an image.\n")

    assert stems(document) == [(1, "What is a pixel?")]
    assert (document.entries[0].level, document.entries[0].topics) == ("basic", ())


def test_one_document_may_mix_every_form() -> None:
    document = read("mixed.md")

    assert [stem for _, stem in stems(document)] == [
        "What is alpha?", "What is beta?", "What is gamma?", "What is delta?", "What is epsilon?",
        "What is zeta?", "What is eta?", "What is theta?", "What is iota?", "What is kappa?",
        "State lambda.", "State mu.", "nu", "xi",
    ]  # fmt: skip
    assert answers(document)[7:] == [
        "1. Eighth?\n2. Yes.", "Ninth", "Tenth", "Eleventh.", "Twelfth.", "", "",
    ]  # fmt: skip
    assert document.entries[2].topics == ("labels",)
