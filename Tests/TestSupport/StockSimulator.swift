internal import Foundation

/// The `ngspice` program, run on a deck as a user would run it.
public enum StockSimulator {
  /// The end of a control block, which makes the status of the program that of its last analysis.
  ///
  /// `ngspice -b` would end with status 1, because a deck with a control block has no `.print`.
  public static let end = ["quit $sim_status", ".endc", ".end"]

  /// The program did not say that it solved the deck.
  struct Failure: Error {
    var status: Int32
  }

  /// Runs a deck and reads the table of column currents that it prints.
  ///
  /// - Parameters:
  ///   - deck: The text of the deck.
  ///   - columns: The number of columns.
  /// - Returns: The column currents in amperes, a list for every input vector.
  /// - Throws: An error if the program cannot be started, or does not
  ///   succeed with a deck of this project.
  public static func run(_ deck: String, columns: Int) throws -> [[Double]] {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("assay-deck-\(UUID().uuidString).cir")
    try Data(deck.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ngspice", "-b", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // Decks of this project end with the status of their analysis; others with 1, having no `.print`.
    guard process.terminationStatus == 0 || !deck.contains("quit $sim_status") else {
      throw Failure(status: process.terminationStatus)
    }

    // A single sample is one line a column: i(vsense3) = 1.0e-05.
    let named = output.split(separator: "\n").filter { $0.hasPrefix("i(vsense") }
      .compactMap { $0.split(separator: "=").last }
      .compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard named.isEmpty else { return [named] }

    // Tables of at most 32 columns follow one another: number, index, currents.
    var samples: [[Double]] = []
    for line in output.split(separator: "\n") {
      let fields = line.split(separator: "\t").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let number = fields.first.flatMap(Int.init), fields.count > 2 else { continue }
      if samples.count <= number { samples.append([]) }
      samples[number] += fields.dropFirst(2).compactMap(Double.init)
    }
    return samples
  }
}
