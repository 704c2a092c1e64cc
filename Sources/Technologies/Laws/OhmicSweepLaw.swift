internal import Crossbars

/// I = G V.
struct OhmicSweepLaw: ConductanceLaw {
  var name: String { "ohmic" }

  func device(_ values: [Double]) -> (any Device)? { OhmicDevice() }

  func starts(_ data: LawData) -> [LawStart] {
    [LawStart(parameters: [], states: data.conductances)]
  }

  func keys(_ values: [Double], states: [Double], data: LawData) -> [String] { [] }
}
