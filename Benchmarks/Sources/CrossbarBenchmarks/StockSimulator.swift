import Crossbars
import Foundation
import LinearAlgebra
import Netlists

/// The rival: one `ngspice -b` process per input vector, with `.op`, as a script would do it.
enum StockSimulator {
  /// Solves one input vector and returns its column currents with the time of the whole process.
  static func operatingPoint(
    of crossbar: Crossbar, input: [Double]
  ) throws -> (currents: [Double], seconds: Double) {
    let deck = CrossbarDeck(crossbar, inputs: Matrix([input]))
    let control = """
      .control
      set numdgt=16
      op
      \(deck.currentVectors.map { "print \($0)" }.joined(separator: "\n"))
      .endc
      .end

      """
    let text = deck.circuit.replacingOccurrences(of: "\n.end\n", with: "\n\(control)")
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("assay-benchmark-\(UUID().uuidString).cir")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let clock = ContinuousClock()
    let start = clock.now
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["ngspice", "-b", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let seconds = Stopwatch.seconds(clock.now - start)
    let currents = output.split(separator: "\n").filter { $0.hasPrefix("i(vsense") }
      .compactMap { $0.split(separator: "=").last }
      .compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    return (currents, seconds)
  }
}
