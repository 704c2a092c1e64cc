public import ArgumentParser
internal import CrossbarModels
import Foundation
import Records

extension ModelKind: ExpressibleByArgument {}

/// Which fast model the solver fcm is.
struct FastModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A calibrated model for fcm; without it the technology's own parameters are taken.",
      valueName: "M.json"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      """
      The member of the family for fcm: linear, secant, two-point or chord; its error on the load is \
      estimated and printed. Without it and --model the cheapest member that meets --tolerance is taken.
      """, valueName: "KIND"))
  var modelKind: ModelKind?

  @Option(
    help: ArgumentHelp(
      """
      The relative RMSE over all currents of the load that fcm may have, 0.001 unless given. The \
      cheapest member that meets it is taken, judged by exact solutions of the load's own vectors; if \
      none does, the exit status is 1.
      """, valueName: "ERROR"))
  var tolerance: Double?

  func validate() throws {
    guard model == nil || modelKind == nil else {
      throw ValidationError("--model-kind and --model exclude each other: a model has its kind")
    }
    if let tolerance, !(tolerance > 0 && tolerance < 1) {
      throw ValidationError("--tolerance is \(tolerance); accepted: above 0 and below 1")
    }
  }

  /// Refuses options that the solver has no use for.
  func requireUse(bySolver name: String, isFast: Bool) throws {
    for (option, isPresent) in [
      ("model", model != nil), ("model-kind", modelKind != nil), ("tolerance", tolerance != nil),
    ] where isPresent && !isFast {
      throw ValidationError("--\(option) is for --solver fcm, not for \(name)")
    }
  }

  /// What is asked for, with the model file read.
  func request() throws -> FastModelRequest {
    FastModelRequest(
      calibrated: try model.map {
        try CalibratedModel(contentsOf: URL(fileURLWithPath: $0))
      }, source: model, kind: modelKind, tolerance: tolerance)
  }
}
