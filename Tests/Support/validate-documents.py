"""Checks documents with the official validators; prints what is wrong, and nothing when all is well.

Usage: validate-documents.py spdx|cyclonedx|provenance FILE [PUBLIC-KEY]
"""

import base64
import json
import sys


def check_spdx(path):
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    document = parse_file(path)
    for message in validate_full_spdx_document(document, "SPDX-2.3"):
        print(message.validation_message, message.context)


def check_cyclonedx(path):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    from packageurl import PackageURL

    text = open(path).read()
    error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    if error is not None:
        print(error)
    for component in json.loads(text)["components"]:
        url = component["purl"]
        parsed = PackageURL.from_string(url)
        if (parsed.name, parsed.version) != (component["name"], component["version"]):
            print(url, "names something else than", component["name"], component["version"])
        if parsed.to_string() != url:
            print(url, "is not canonical:", parsed.to_string())


def check_provenance(path, key_path):
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from google.protobuf.json_format import ParseDict
    from in_toto_attestation.predicates.provenance.v1.provenance_pb2 import Provenance
    from in_toto_attestation.v1.statement import Statement
    from in_toto_attestation.v1.statement_pb2 import Statement as StatementMessage

    document = json.load(open(path))
    if key_path is not None:
        kind = document["payloadType"]
        payload = base64.b64decode(document["payload"], validate=True)
        signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload), payload)
        key = load_pem_public_key(open(key_path, "rb").read())
        try:
            key.verify(base64.b64decode(document["signatures"][0]["sig"], validate=True), signed)
        except InvalidSignature:
            print("the signature is not good")
        document = json.loads(payload)
    # Members that the standards do not know are errors.
    statement = StatementMessage()
    ParseDict(document, statement)
    Statement.copy_from_pb(statement).validate()
    ParseDict(document["predicate"], Provenance())


kind, path, *rest = sys.argv[1:]
if kind == "spdx":
    check_spdx(path)
elif kind == "cyclonedx":
    check_cyclonedx(path)
else:
    check_provenance(path, rest[0] if rest else None)
