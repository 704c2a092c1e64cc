internal import Crossbars
internal import LinearAlgebra

extension CrossbarModel {
  /// Programs an array once and reads it with several batches of inputs.
  func read(_ crossbar: Crossbar, _ batches: [Matrix]) throws -> [Matrix] {
    let programmed = try program(crossbar)
    return try batches.map { try programmed.read($0) }
  }
}
