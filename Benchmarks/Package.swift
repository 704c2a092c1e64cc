// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "CrossbarBenchmarks",
  dependencies: [.package(name: "Assay", path: "..")],
  targets: [
    .executableTarget(
      name: "CrossbarBenchmarks",
      dependencies: [.product(name: "AssayLibraries", package: "Assay")])
  ]
)
