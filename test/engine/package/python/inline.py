"""Takes a program through the engine without a language host: up, an empty preview, destroy. Prints what came of it as JSON.

    python inline.py FOLDER PROGRAM    # FOLDER has a Pulumi.yaml and a stack `dev`
"""

import json
import runpy
import sys

from pulumi import automation

folder, program = sys.argv[1:]


def run_program() -> None:
    runpy.run_path(program)


def to_stderr(text: str) -> None:
    print(text, file=sys.stderr)


project = automation.LocalWorkspace(work_dir=folder).project_settings().name
stack = automation.select_stack("dev", project_name=project, program=run_program, work_dir=folder)
up = stack.up(on_output=to_stderr)
resources = stack.export_stack().deployment["resources"]
preview = stack.preview(on_output=to_stderr, expect_no_changes=True)
stack.destroy(on_output=to_stderr)

report = {
    "outputs": {name: output.value for name, output in up.outputs.items()},
    "resources": [resource["type"] for resource in resources],
    "left": stack.export_stack().deployment.get("resources", []),
}
print(json.dumps(report))
