import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis

/// Ohmic arrays, solved here and by other people's solvers in the same run.
enum SolverRivals {
  private struct Case: Encodable {
    var name: String
    var rows: Int
    var columns: Int
    var row: Double
    var column: Double
    var driver: Double
    var sense: Double
    var conductances: [Double]
    var inputs: [[Double]]
    var rivals: [String]
  }

  private struct Request: Encodable {
    var cases: [Case]
    var runs: Int
  }

  private struct Answer: Decodable {
    var `case`: String
    var rival: String
    var version: String
    var seconds: Double?
    var currents: [[Double]]?
    var failure: String?
  }

  private struct Answers: Decodable {
    var answers: [Answer]
    var blas: [String]
  }

  private struct Problem {
    var name: String
    var crossbar: Crossbar
    var inputs: Matrix
    var rivals: [String]
  }

  private static func problem(
    _ name: String, size: Int, on: Double, ratio: Double, segment: Double,
    ends: (driver: Double, sense: Double)? = nil, vectors: Int, rivals: [String]
  ) -> Problem {
    let technology = Technology(
      name: "ohmic",
      cell: Cell(device: OhmicDevice(), onResistance: on, offResistance: ratio * on),
      resistances: ArrayResistances(
        rowSegment: segment, columnSegment: segment, driver: ends?.driver ?? segment,
        sense: ends?.sense ?? segment),
      read: ReadConditions(voltage: 0.25))
    return Problem(
      name: name, crossbar: array(technology, size: size), inputs: inputs(vectors, size: size),
      rivals: rivals)
  }

  private static let problems: [Problem] = {
    var problems = [
      problem(
        "matrix of 64×64, 500 and 100 Ω ends", size: 64, on: 100e3, ratio: 6, segment: 2.5,
        ends: (500, 100), vectors: 8, rivals: ["splu matrix"]),
      problem(
        "64 vectors, 64×64, 500 and 100 Ω ends", size: 64, on: 100e3, ratio: 6, segment: 2.5,
        ends: (500, 100), vectors: 64, rivals: ["splu", "CHOLMOD"]),
      problem(
        "64 vectors, 64×64, wires alone", size: 64, on: 100e3, ratio: 6, segment: 2.5,
        vectors: 64, rivals: ["badcrossbar"]),
    ]
    for (size, segment) in [(32, 10.0), (64, 1), (64, 10), (64, 100), (128, 1), (128, 10)] {
      for vectors in [1, 64] where vectors == 1 || size < 128 {
        problems.append(
          problem(
            "\(vectors) vector(s), \(size)×\(size), 10 kΩ, \(segment) Ω", size: size, on: 10e3,
            ratio: 10, segment: segment, vectors: vectors,
            rivals: ["CrossSim 2e-4", "CrossSim 1e-9"]))
      }
    }
    return problems
  }()

  static func measure(isQuick: Bool) throws {
    let request = Request(
      cases: problems.map {
        let resistances = $0.crossbar.technology.resistances
        return Case(
          name: $0.name, rows: $0.crossbar.rows, columns: $0.crossbar.columns,
          row: resistances.rowSegment, column: resistances.columnSegment,
          driver: resistances.driver, sense: resistances.sense,
          conductances: $0.crossbar.conductances.elements,
          inputs: (0..<$0.inputs.rows).map($0.inputs.row), rivals: $0.rivals)
      }, runs: isQuick ? 1 : 5)
    guard let answers = try ask(request) else {
      print("rivals: not measured, Python with numpy is missing (ASSAY_RIVALS_PYTHON names one)")
      return
    }
    for core in Set(answers.blas).sorted() { print("rivals' BLAS: \(core)") }
    print("own kernels: \(KernelTarget.name), one thread\n")
    print("| problem | loss | own time | own error | rival | its time | its error | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for problem in problems {
      let own = try Stopwatch.times(of: isQuick ? 5 : 41) { _ = try currents(of: problem) }[0]
      let product = try currents(of: problem)
      // The reference: node voltages that meet Kirchhoff's law, certified.
      let exact = try NodalSolver().program(problem.crossbar).read(problem.inputs)
      let ideal = problem.inputs * problem.crossbar.conductances
      let loss = 1 - exact.elements.reduce(0, +) / ideal.elements.reduce(0, +)
      let start =
        "| \(problem.name) | \(figure(100 * loss, "%")) | \(figure(own * 1e3, "ms")) | "
        + "\(figure(difference(product, exact), ""))| "
      for answer in answers.answers where answer.case == problem.name {
        guard let seconds = answer.seconds, let found = answer.currents else {
          print(start + "\(answer.rival) | \(answer.failure ?? "no answer") | | |")
          continue
        }
        print(
          start + "\(answer.rival) (\(answer.version)) | \(figure(seconds * 1e3, "ms")) | "
            + "\(figure(difference(Matrix(found), exact), ""))| \(figure(seconds / own, "×")) |")
      }
    }
  }

  /// What is timed: everything from the conductances to the column currents.
  private static func currents(of problem: Problem) throws -> Matrix {
    try EquivalentConductance.currents(of: problem.crossbar, inputs: problem.inputs)
  }

  private static func ask(_ request: Request) throws -> Answers? {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("assay-rivals-\(UUID().uuidString).json")
    try JSONEncoder().encode(request).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    var environment = ProcessInfo.processInfo.environment
    process.arguments = [
      environment["ASSAY_RIVALS_PYTHON"] ?? "python3", "Benchmarks/rival-solvers.py", file.path,
    ]
    for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"] { environment[variable] = "1" }
    // Some builds of OpenBLAS take a recent processor for one of 2004.
    if environment["OPENBLAS_CORETYPE"] == nil, KernelTarget.name.contains("AVX-512") {
      environment["OPENBLAS_CORETYPE"] = "SkylakeX"
    }
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return try JSONDecoder().decode(Answers.self, from: data)
  }
}
