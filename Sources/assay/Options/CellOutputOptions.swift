import ArgumentParser
import ArrayStorage
import Configuration
import Crossbars
import Foundation
import Technologies

/// Where a technology with a new cell goes, and what it has beside the cell.
struct CellOutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the technology here; a table's sweeps go beside it, to T-sweeps.csv.",
      valueName: "T.toml"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Take wires, ends, read and statistics from this technology.", valueName: "BASE.toml"))
  var base: String?

  @Option(help: ArgumentHelp("The technology's name.", valueName: "NAME"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "The read voltage (default: 0.2, or what the sweeps reach).", valueName: "VOLT"))
  var readVoltage: Double?

  @Option(help: ArgumentHelp("How many voltages a table has.", valueName: "COUNT"))
  var points: Int?

  func validate() throws {
    guard base == nil || readVoltage == nil else {
      throw ValidationError("--read-voltage and --base exclude each other: a base has its own")
    }
    if let readVoltage, !(readVoltage > 0 && readVoltage.isFinite) {
      throw ValidationError("--read-voltage is \(readVoltage); accepted: above 0 V")
    }
    if let points, !(5...255).contains(points) {
      throw ValidationError("--points is \(points); accepted: 5 to 255")
    }
  }

  /// A file beside the output whose name has something added.
  func beside(_ addition: String) -> String {
    let url = URL(fileURLWithPath: output)
    return url.deletingLastPathComponent().appendingPathComponent(
      url.deletingPathExtension().lastPathComponent + addition
    ).path
  }

  /// The base and the files that it names, which no output may replace.
  ///
  /// - Returns: Paths.
  /// - Throws: `UnavailableError` or `InputError` if the base cannot be read.
  func inputs() throws -> [String] {
    guard let base else { return [] }
    return try [base]
      + resourceFiles(of: Technology(contentsOf: URL(fileURLWithPath: base)), at: base)
  }

  /// Makes the text of a technology, and makes sure that it is one.
  ///
  /// - Parameters:
  ///   - cellLines: The lines of `[cell]` from `device` on.
  ///   - comments: Lines above them.
  ///   - source: Where the cell comes from.
  ///   - temperature: That of the sweeps, in degrees Celsius.
  ///   - largestVoltage: The largest voltage of the sweeps.
  ///   - resources: The files that the technology names.
  ///   - place: The file that it will be.
  /// - Returns: The text, and the technology that it reads as.
  /// - Throws: `InputError` if it is refused; `UnavailableError` if the base cannot be read.
  func technology(
    _ cellLines: [String], comments: [String], source: String, temperature: Double,
    largestVoltage: Double, resources: [String: String] = [:], place: String
  ) throws -> (text: String, technology: Technology) {
    let ownName =
      name ?? URL(fileURLWithPath: output).deletingPathExtension().lastPathComponent
    let text =
      if let base {
        try TechnologyText(
          basedOn: URL(fileURLWithPath: base), name: ownName, source: source, comments: comments,
          cellLines: cellLines
        ).text
      } else {
        TechnologyText(
          name: ownName, source: source, comments: comments, cellLines: cellLines,
          temperature: temperature, readVoltage: readVoltage ?? min(0.2, largestVoltage)
        ).text
      }
    let folder = base.map {
      URL(fileURLWithPath: $0).absoluteURL.deletingLastPathComponent()
    }
    // A base may name transistor cards that lie beside it: they are read there and copied.
    let files = TechnologyResources { name in
      if let text = resources[name] { return text }
      return try folder.flatMap {
        try InputFile.text(
          of: $0.appendingPathComponent(name), limit: TechnologyResources.sizeLimit,
          accepted: "text")
      }
    }
    let technology = try Technology(
      ConfigurationDocument(text: text, source: place), resources: files)
    return (text, technology)
  }

  /// Writes a technology and the files that it names.
  func write(_ made: (text: String, technology: Technology), to place: String) throws {
    let folder = URL(fileURLWithPath: place).absoluteURL.deletingLastPathComponent()
    for (name, text) in made.technology.resources {
      let target = folder.appendingPathComponent(name)
      if let old = try? Data(contentsOf: target) {
        if old == Data(text.utf8) { continue }
        // The sweeps are an output; a card of the base is a copy, for which nothing gives way.
        guard name == URL(fileURLWithPath: beside("-sweeps.csv")).lastPathComponent else {
          throw UsageError(
            "\(target.path): another file of this name than the base's; write to another folder")
        }
      }
      try AtomicFile.write(Data(text.utf8), to: target)
    }
    try AtomicFile.write(Data(made.text.utf8), to: URL(fileURLWithPath: place))
  }
}
