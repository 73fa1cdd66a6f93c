#!/bin/sh
# Runs all tests: style, build without warnings, the fast suites, then those that build and boot images.
set -eu
cd "$(dirname "$0")/../.."

Tests/Support/install-packages.sh
Tests/Support/install-validators.sh
swift format lint --strict --recursive --parallel Sources Tests Package.swift
swift build --build-tests
# Many of them start shells that work for long: more at once only wait for each other.
swift test --skip-build --skip SlowTests --experimental-maximum-parallelization-width 6
swift test --skip-build --filter SlowTests --skip BootChecksSlowTests --experimental-maximum-parallelization-width 2
# How long a machine takes to boot is part of what these judge: nothing else may run beside them.
swift test --skip-build --no-parallel --filter BootChecksSlowTests
