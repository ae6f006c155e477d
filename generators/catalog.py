"""What can be asked of the generators: names, options and their bounds. No torch, so the chat process can read it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class PromptError(ValueError):
    """A prompt that the model cannot read, said in words."""


class TextOptions(BaseModel):
    """How the character model picks its next character."""

    model_config = ConfigDict(frozen=True)

    prompt: str = Field(default="\n", max_length=2000, description="Text to go on from.")
    length: int = Field(default=400, ge=1, le=4000, description="Characters to write.")
    temperature: float = Field(
        default=0.8, gt=0, le=2, description="Below 1 safer, above 1 wilder."
    )
    top_k: int = Field(default=0, ge=0, le=200, description="Pick among the k likeliest; 0 is all.")
    top_p: float = Field(
        default=1, gt=0, le=1, description="Pick among the likeliest that hold this share."
    )
    min_p: float = Field(
        default=0, ge=0, lt=1, description="Leave out what is less likely than this × the best."
    )
    repetition_penalty: float = Field(
        default=1, ge=1, le=2, description="Above 1, characters of the last 64 become less likely."
    )
