# Two commands to know: make demo, make test. The work is in .make/.
.PHONY: help demo demo-stop demo-reset test check messages bench services-start services-stop lock

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

demo: ## the portal with a sample, on http://127.0.0.1:8000/ (STAGE=… opens it at a stage: data_check … announcement)
	@STAGE="$(STAGE)" USR_PORT="$(or $(USR_PORT),8000)" .make/demo.sh start

demo-stop: ## stop a demo that runs elsewhere
	@.make/demo.sh stop

demo-reset: ## stop it and forget its data
	@.make/demo.sh reset

test: ## all tests, with PostgreSQL, Redis, a worker and a browser (ARGS="tests/budgets -x")
	@.make/test.sh $(ARGS)

check: ## lint, types, layers, templates, migrations, translations
	@.make/check.sh

messages: ## collect what is to be translated into English
	@.make/messages.sh

bench: ## time what has a figure to reach
	@.make/bench.sh

services-start: ## PostgreSQL and Redis for development (.make/services.sh env says where)
	@.make/services.sh start

services-stop: ## stop them
	@.make/services.sh stop

lock: ## pin the libraries anew (ARGS=--upgrade takes newer releases)
	@.make/lock.sh $(ARGS)
