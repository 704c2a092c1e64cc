// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], resources: resources,
    swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
  name: "Assay",
  products: [
    .executable(name: "assay", targets: ["assay"]),
    .executable(name: "assay-spice-worker", targets: ["assay-spice-worker"]),
    // For the nested package of benchmarks; nothing here is a stable interface yet.
    .library(
      name: "AssayLibraries",
      targets: [
        "Campaigns", "CrossbarModels", "Crossbars", "GoldenData", "LinearAlgebra", "Netlists",
        "NodalAnalysis", "Records", "SpicePool", "SpiceProtocol", "SpiceSolving",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // MARK: - Layer 0: C libraries and kernels
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
    .systemLibrary(name: "CKLU", providers: [.apt(["libsuitesparse-dev"])]),
    .systemLibrary(name: "CNgspice", pkgConfig: "ngspice", providers: [.apt(["libngspice0-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png16")]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CKernels"),

    // MARK: - Layer 1: mathematics, files, protocols
    library("LinearAlgebra", ["CKLU", "CKernels"]),
    library("Configuration", ["COpenSSL"]),
    library("ArrayStorage", ["CHDF5", "Configuration", "LinearAlgebra"]),
    library("SpiceProtocol", ["Configuration"]),

    // MARK: - Layer 2: the domain
    library("Crossbars", ["Configuration", "LinearAlgebra"]),

    // MARK: - Layer 3: records, and four ways to a column current
    library("Records", ["Configuration", "Crossbars", "LinearAlgebra"]),
    library("Netlists", ["Configuration", "Crossbars", "LinearAlgebra"]),
    library("SpiceEngine", ["CNgspice", "SpiceProtocol"]),
    library("SpicePool", ["Configuration", "SpiceProtocol", subprocess]),
    library("NodalAnalysis", ["CKernels", "Configuration", "Crossbars", "LinearAlgebra"]),
    library(
      "CrossbarModels",
      ["CKernels", "Configuration", "Crossbars", "LinearAlgebra", "NodalAnalysis", "Records"]),

    // MARK: - Layer 4: certified currents, records and networks
    library(
      "SpiceSolving",
      [
        "Configuration", "Crossbars", "LinearAlgebra", "Netlists", "NodalAnalysis", "SpicePool",
        "SpiceProtocol",
      ]),
    library("GoldenData", ["ArrayStorage", "Configuration", "Crossbars", "LinearAlgebra"]),
    library(
      "Networks",
      [
        "ArrayStorage", "CDNNL", "CJPEG", "CKernels", "CPNG", "CZlib", "Configuration",
        "LinearAlgebra", protobuf,
      ],
      exclude: ["ONNX/onnx.proto"]),

    // MARK: - Layer 5: work
    library(
      "Campaigns",
      [
        "ArrayStorage", "Configuration", "Crossbars", "GoldenData", "LinearAlgebra", "Netlists",
        "NodalAnalysis", "SpicePool", "SpiceProtocol", "SpiceSolving",
      ]),
    library(
      "Calibration",
      [
        "ArrayStorage", "Configuration", "CrossbarModels", "Crossbars", "GoldenData",
        "LinearAlgebra", "NodalAnalysis", "Records",
      ]),
    library(
      "Simulation",
      [
        "Configuration", "CrossbarModels", "Crossbars", "LinearAlgebra", "NodalAnalysis", "Records",
        "SpicePool", "SpiceProtocol", "SpiceSolving",
      ]),
    library("Execution", ["CKernels", "Networks"]),
    library(
      "Inference",
      [
        "ArrayStorage", "CKernels", "Configuration", "CrossbarModels", "Crossbars", "Execution",
        "LinearAlgebra", "Networks", "NodalAnalysis", "Records",
      ]),
    library("Costs", ["Configuration", "Crossbars", "Inference", "Networks", "Records"]),
    library(
      "Training",
      [
        "ArrayStorage", "Configuration", "Crossbars", "Inference", "LinearAlgebra", "Networks",
        "Records",
      ]),

    // MARK: - Layer 6: what looks at all of it
    library(
      "Fidelity",
      [
        "ArrayStorage", "Calibration", "Campaigns", "Configuration", "CrossbarModels", "Crossbars",
        "GoldenData", "LinearAlgebra", "NodalAnalysis", "Records",
      ]),
    library(
      "Studies",
      [
        "ArrayStorage", "Campaigns", "Configuration", "CrossbarModels", "Crossbars", "Inference",
        "Networks", "Records",
      ]),
    library(
      "Technologies",
      ["Calibration", "Configuration", "Crossbars", "LinearAlgebra", "NodalAnalysis"]),
    library(
      "Reports",
      [
        "ArrayStorage", "Calibration", "Configuration", "Crossbars", "Fidelity", "GoldenData",
        "LinearAlgebra", "Records", "Studies", subprocess,
      ]),

    // MARK: - Layer 7: programs
    executable(
      "assay",
      [
        "ArrayStorage", "Calibration", "Campaigns", "Configuration", "Costs", "CrossbarModels",
        "Crossbars", "Fidelity", "GoldenData", "Inference", "LinearAlgebra", "Netlists", "Networks",
        "Records", "Reports", "Simulation", "SpicePool", "SpiceProtocol", "SpiceSolving", "Studies",
        "Technologies", "Training", argumentParser,
      ]),
    executable("assay-spice-worker", ["SpiceEngine", "SpiceProtocol"]),

    // MARK: - Tests
    .target(
      name: "TestSupport", dependencies: ["Crossbars", "LinearAlgebra"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(
      name: "NetworkTestSupport", dependencies: ["Networks", protobuf],
      path: "Tests/NetworkTestSupport", swiftSettings: strict),
    .executableTarget(
      name: "FakeWorker", dependencies: ["SpiceProtocol"], path: "Tests/FakeWorker",
      swiftSettings: strict),
    .executableTarget(
      name: "PoolHolder", dependencies: ["SpicePool", "SpiceProtocol"], path: "Tests/PoolHolder",
      swiftSettings: strict),
    tests("ArrayStorageTests", ["ArrayStorage", "Configuration", "LinearAlgebra"]),
    tests(
      "CalibrationTests",
      [
        "ArrayStorage", "Calibration", "Configuration", "CrossbarModels", "Crossbars", "GoldenData",
        "LinearAlgebra", "NodalAnalysis", "Records",
      ]),
    tests(
      "CampaignsTests",
      [
        "ArrayStorage", "Campaigns", "Configuration", "Crossbars", "GoldenData", "LinearAlgebra",
        "SpicePool", "SpiceProtocol",
      ]),
    tests(
      "CommandLineTests",
      [
        "ArrayStorage", "Campaigns", "Configuration", "CrossbarModels", "Crossbars", "GoldenData",
        "LinearAlgebra", "NodalAnalysis", "Records", "SpicePool", "assay", "assay-spice-worker",
      ]),
    tests("ConfigurationTests", ["Configuration"]),
    tests(
      "CostsTests",
      [
        "Configuration", "Costs", "Crossbars", "Inference", "NetworkTestSupport", "Networks",
        "Records",
      ]
    ),
    tests(
      "CrossbarModelsTests",
      [
        "Configuration", "CrossbarModels", "Crossbars", "GoldenData", "LinearAlgebra",
        "NodalAnalysis", "Records",
      ]),
    tests("CrossbarsTests", ["Configuration", "Crossbars", "LinearAlgebra"]),
    tests(
      "FidelityTests",
      [
        "Configuration", "CrossbarModels", "Crossbars", "Fidelity", "GoldenData", "LinearAlgebra",
        "NodalAnalysis", "Records",
      ]),
    tests(
      "GoldenDataTests",
      ["ArrayStorage", "Configuration", "Crossbars", "GoldenData", "LinearAlgebra"]),
    tests("LinearAlgebraTests", ["LinearAlgebra"]),
    tests("ExecutionTests", ["CKernels", "Crossbars", "Execution", "Networks"]),
    tests(
      "InferenceTests",
      [
        "ArrayStorage", "Configuration", "CrossbarModels", "Crossbars", "Execution", "Inference",
        "LinearAlgebra", "NetworkTestSupport", "Networks", "NodalAnalysis", "Records",
      ]),
    tests("NetlistsTests", ["Crossbars", "LinearAlgebra", "Netlists", "NodalAnalysis"]),
    tests(
      "NetworksTests",
      ["ArrayStorage", "CKernels", "Configuration", "NetworkTestSupport", "Networks", protobuf],
      resources: [.copy("NodeTests")]),
    tests("NodalAnalysisTests", ["Crossbars", "LinearAlgebra", "NodalAnalysis"]),
    tests("RecordsTests", ["Configuration", "Crossbars", "LinearAlgebra", "Records"]),
    tests(
      "TrainingTests",
      [
        "ArrayStorage", "Configuration", "CrossbarModels", "Crossbars", "Inference",
        "NetworkTestSupport", "Networks", "Records", "Training",
      ]),
    tests("ProjectTests", []),
    tests(
      "ReportsTests",
      [
        "Calibration", "Configuration", "CrossbarModels", "Crossbars", "LinearAlgebra", "Records",
        "Reports",
      ]),
    tests(
      "StudiesTests",
      [
        "ArrayStorage", "Campaigns", "Configuration", "Crossbars", "NetworkTestSupport", "Records",
        "Studies",
      ]),
    tests(
      "SimulationTests",
      [
        "Configuration", "CrossbarModels", "Crossbars", "LinearAlgebra", "NodalAnalysis", "Records",
        "Simulation", "SpicePool", "SpiceSolving", "assay-spice-worker",
      ]),
    tests(
      "SpiceEngineTests", ["SpiceEngine", "SpiceProtocol"], resources: [.copy("Transcripts")]),
    tests(
      "SpicePoolTests",
      [
        "Configuration", "FakeWorker", "PoolHolder", "SpicePool", "SpiceProtocol",
        "assay-spice-worker",
      ]),
    tests(
      "TechnologiesTests",
      [
        "Calibration", "Configuration", "Crossbars", "LinearAlgebra", "NodalAnalysis",
        "Technologies",
      ]),
    tests("SpiceProtocolTests", ["Configuration", "SpiceProtocol"]),
    tests(
      "SpiceSolvingTests",
      [
        "Crossbars", "LinearAlgebra", "Netlists", "NodalAnalysis", "SpicePool", "SpiceProtocol",
        "SpiceSolving",
      ]),
  ]
)
