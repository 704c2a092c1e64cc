import Configuration
import Crossbars
import LinearAlgebra

/// What `assay fabricate` has drawn, and the files that hold it.
struct FabricationReport: Encodable {
  /// An array, and what tells it from others.
  struct Subject {
    var fabricated: FabricatedArray
    /// The row voltages of a case, in volts, *batch × rows*; nil where nothing says them.
    var inputs: Matrix?
    /// Which array it is, for people.
    var text: String
    /// The array and its inputs as a golden case; nil without inputs of a network.
    var recipe: ArrayRecipe?
  }

  /// One file with its meaning.
  struct File: Encodable {
    var name: String
    var shape: [Int]
    var unit: String
    var meaning: String
    let values: [Double]

    private enum CodingKeys: CodingKey {
      case name, shape, unit, meaning
    }
  }

  var technology: String
  var array: String
  var rows: Int
  var columns: Int
  /// The seed and the numbers of the streams of chance; absent for an array without any.
  var seed: UInt64?
  var arrayNumbers: [UInt64]?
  var cycle: UInt64?
  var read: UInt64?
  var timeSecond: Double?
  var unselectedRows: String
  var drive: String
  var sense: String
  /// What the technology says of chance, one text for each kind.
  var variation: [String]
  var stuckOn: Int?
  var stuckOff: Int?
  var files: [File]
  /// The files of the golden case; absent if it was not asked for.
  var recipe: [String]?
  var notes: [String]?

  /// Collects what was drawn.
  init(_ subject: Subject) {
    let crossbar = subject.fabricated.crossbar
    let record = subject.fabricated.record
    technology = crossbar.technology.name
    array = subject.text
    rows = crossbar.rows
    columns = crossbar.columns
    seed = record.chance?.seed
    arrayNumbers = record.chance?.array
    cycle = record.chance.map { $0.cycle + 1 }
    read = record.chance.map { $0.read + 1 }
    timeSecond = record.time
    let mode = crossbar.technology.read.mode
    (unselectedRows, drive, sense) = (
      mode[.unselectedRows], mode[.driveSide], mode[.senseSide]
    )
    variation = record.chance == nil ? [] : crossbar.technology.variationSummary
    stuckOn = record.faults.map { $0.elements.count { $0 > 0 } }
    stuckOff = record.faults.map { $0.elements.count { $0 < 0 } }
    files = Self.files(subject)
    if crossbar.deviations == .none && crossbar.conductances == record.targets {
      notes = ["nothing of technology \(technology) varies: the array is exactly what is wanted"]
    }
  }

  private static func files(_ subject: Subject) -> [File] {
    let (crossbar, record) = (subject.fabricated.crossbar, subject.fabricated.record)
    var files: [File] = []
    func add(
      _ kind: DeviationFolder.Companion, _ matrix: Matrix?, _ unit: String, _ meaning: String
    ) {
      guard let matrix else { return }
      files.append(
        File(
          name: kind.fileName, shape: [matrix.rows, matrix.columns], unit: unit, meaning: meaning,
          values: matrix.elements))
    }
    add(
      .conductances, crossbar.conductances, "S",
      "the conductance of every cell at zero volts as the read finds it; for --conductances")
    add(.targets, record.targets, "S", "what is wanted of every cell")
    add(
      .deviceFactors, record.deviceFactors, "1",
      "what the fabrication multiplies every cell by: device and place")
    if record.programmed != crossbar.conductances {
      add(
        .programmed, record.programmed, "S",
        "the cells with the errors of fabrication and programming (or of the time, with "
          + "[[retention]]), before drift, relaxation, faults and read noise")
    }
    add(.faults, record.faults, "1", "1: stuck on, −1: stuck off, 0: neither")
    add(.inputs, subject.inputs, "V", "the row voltages of the case, batch × rows; for --inputs")
    for part in crossbar.deviations.parts {
      guard let values = crossbar.deviations[part] else { continue }
      files.append(
        File(
          name: DeviationFolder.fileName(of: part), shape: values.shape, unit: part.unit,
          meaning: part.meaning, values: values.elements))
    }
    return files
  }

  /// Where the chance came from, for people.
  private var origin: String {
    guard let seed, let cycle, let read else { return "without any chance" }
    let time = timeSecond.map { ", \($0) s after programming" } ?? ""
    return "seed \(seed), programming \(cycle), read \(read)\(time)"
  }

  /// The report for people.
  func text(folder: String) -> String {
    var lines = [
      "\(rows) × \(columns) cells of technology \(technology), \(array); \(origin)"
    ]
    if let stuckOn, let stuckOff { lines.append("stuck on: \(stuckOn), stuck off: \(stuckOff)") }
    lines.append("in \(folder): \((files.map(\.name) + (recipe ?? [])).joined(separator: ", "))")
    return lines.map { PrintedText.line($0) }.joined(separator: "\n")
  }

  /// What the folder holds, for who finds it later.
  func readme() -> String {
    var lines = [
      "# One fabricated array", "",
      "\(rows) × \(columns) cells of technology `\(technology)`, \(array); \(origin). Drawn by "
        + "`assay fabricate`; `fabrication.json` has the numbers of its chance.", "",
      "| file | shape | unit | meaning |", "|---|---|---|---|",
    ]
    lines += files.map { file in
      "| `\(file.name)` | \(file.shape.map(String.init).joined(separator: " × ")) | \(file.unit) | "
        + "\(file.meaning) |"
    }
    lines += [
      "",
      "All are float64 in NumPy's format. The array, or one like it after editing, is simulated by",
      "",
      "    assay simulate --technology T.toml --conductances conductances.npy --deviations . \\",
      "      --inputs V.npy --solver nodal --output I.npy", "",
      "with the read mode unselected_rows = \"\(unselectedRows)\", drive = \"\(drive)\", "
        + "sense = \"\(sense)\" under [read] of the technology. A deviation whose file is removed is "
        + "nominal.",
    ]
    if let recipe {
      lines += [
        "",
        recipe.map { "`\($0)`" }.joined(separator: ", ")
          + ": the array and its inputs as a golden case, which `assay golden generate suite.toml "
          + "--output DIR` solves by SPICE.",
      ]
    }
    if !variation.isEmpty {
      lines += ["", "What was drawn from:", ""] + variation.map { "- \($0)" }
    }
    return lines.map { PrintedText.line($0) + "\n" }.joined()
  }
}
