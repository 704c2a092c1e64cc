import ArgumentParser
import ArrayStorage
import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import SpicePool
import SpiceSolving

/// `assay transistor`: the characteristic of an access transistor.
struct TransistorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transistor",
    abstract: "Measure an access transistor by SPICE, for the project's own solver.",
    discussion: """
      A BSIM4 card is evaluated by the simulator alone. Its channel at the gate voltage of a read, \
      measured on a grid, is what the nodal solver gives its second opinion with.

      Example: assay transistor --card nmos-90x45-bsim4.lib --name access90x45 --width 90e-9 \
      --length 45e-9 --gate-voltage 1 --largest-voltage 0.5 \
      --output nmos-90x45-bsim4-1v.transistor
      """)

  @Option(help: ArgumentHelp("The file with the model card.", valueName: "CARD.lib"))
  var card: String
  @Option(help: "The name that the card defines.")
  var name: String
  @Option(help: "The channel width in meters.")
  var width: Double
  @Option(help: "The channel length in meters.")
  var length: Double
  @Option(help: "The voltage of the gate line in volts.")
  var gateVoltage: Double
  @Option(help: "The largest voltage of a word line in volts.")
  var largestVoltage: Double
  @Option(help: "The temperature in degrees Celsius.")
  var temperature = 27.0
  @Option(
    help: "The temperature at which the parameters of the card were found, in degrees Celsius.")
  var nominalTemperature = AccessTransistor.standardNominalTemperature
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write the record here.", valueName: "FILE.transistor"))
  var output: String
  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    var output: String
    var points: Int
    var leastConductanceSiemens: Double
    var largestConductanceSiemens: Double
  }

  func validate() throws {
    guard width > 0, length > 0, largestVoltage > 0, width.isFinite, length.isFinite,
      largestVoltage.isFinite, gateVoltage.isFinite, temperature > -273.15, temperature <= 1000,
      (-200...1000).contains(nominalTemperature)
    else { throw ValidationError("sizes and voltages are finite, and positive but for the gate") }
  }

  func run() async throws {
    try requirePlaces(for: [output], besides: [card])
    let text = try InputFile.text(
      of: URL(fileURLWithPath: card), limit: TechnologyResources.sizeLimit,
      accepted: "the text of a model card")
    let model = AccessTransistor.ModelCard(file: card, name: name, text: text)
    if let refusal = model.refusal {
      throw InputError(
        source: card, location: refusal.location, found: refusal.found, accepted: refusal.accepted)
    }
    let transistor = AccessTransistor(
      model: .bsim4(model), width: width, length: length, gateVoltage: gateVoltage,
      nominalTemperature: nominalTemperature)
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    let characteristic = try await WorkerPool.run(workers) { pool in
      try await TransistorCharacterization.measure(
        transistor, temperature: temperature, upTo: largestVoltage, pool: pool)
    }
    let record = TransistorRecord(
      of: transistor, card: model, temperature: temperature, characteristic: characteristic)
    try AtomicFile.write(Data(record.text.utf8), to: URL(fileURLWithPath: output))
    let values = characteristic.conductances.elements
    let report = Report(
      output: output, points: values.count, leastConductanceSiemens: values.min() ?? 0,
      largestConductanceSiemens: values.max() ?? 0)
    try console.report(
      report,
      text: "\(values.count) points from \(report.leastConductanceSiemens) to "
        + "\(report.largestConductanceSiemens) S in \(output)")
  }
}
