"""One thread for all tests of models: on a busy machine a second one makes small models many times slower."""

import torch

torch.set_num_threads(1)
