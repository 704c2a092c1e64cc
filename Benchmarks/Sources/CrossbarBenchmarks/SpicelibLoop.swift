import Campaigns
import Foundation
import GoldenData
import LinearAlgebra
import Netlists

/// The rival that automates the stock simulator from Python: spicelib with two parallel simulators.
enum SpicelibLoop {
  private struct Answer: Decodable {
    var version: String
    var seconds: Double
    var currents: [[Double]]
  }

  /// Runs the same inputs as the loop; says so and does nothing where spicelib is not installed.
  static func measure(
    _ plan: CampaignPlan, _ stored: [GoldenCase], runsPerCase: Int, secondsPerVector: Double,
    in folder: URL
  ) throws {
    var decks: [String] = []
    var expected: [(currents: Matrix, scale: Double)] = []
    for (planned, item) in zip(plan.cases, stored) {
      for sample in 0..<runsPerCase {
        let deck = CrossbarDeck(planned.crossbar, inputs: Matrix([item.inputs.row(sample)]))
        let file = folder.appendingPathComponent("deck\(decks.count).cir")
        let text = deck.circuit.replacingOccurrences(of: "\n.end\n", with: "\n.op\n.end\n")
        try Data(text.utf8).write(to: file)
        decks.append(file.path)
        expected.append(
          (
            item.columnCurrents.rows(sample..<sample + 1), item.columnCurrents.largestMagnitude
          ))
      }
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "Benchmarks/spicelib-loop.py"] + decks
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      print("| spicelib | not measured: `pip install spicelib` makes it so |")
      return
    }
    let answer = try JSONDecoder().decode(Answer.self, from: data)
    let worst =
      zip(answer.currents, expected).map {
        (Matrix([$0]) - $1.currents).largestMagnitude / $1.scale
      }.largestMagnitude
    let perInput = answer.seconds / Double(decks.count)
    print(
      "| spicelib \(answer.version), two simulators at a time | \(figure(perInput, "s")) an input "
        + "over \(decks.count) runs, \(figure(perInput / secondsPerVector, "×")); largest difference "
        + "\(figure(worst, "of the largest")) |")
  }
}
