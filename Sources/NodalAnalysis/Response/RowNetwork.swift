package import LinearAlgebra

/// The linear network of an array that tells, beside solutions, how every row answers by itself.
package protocol RowNetwork: BundledNetwork, Sendable {
  /// Calls a function with the response of every row, from the sensed end on.
  ///
  /// - Parameter body: What to do with a response; its matrices are overwritten by the next.
  /// - Throws: What `body` throws.
  func forEachRow(_ body: (RowResponse) throws -> Void) rethrows

  /// How the column currents fall with the voltages behind the sense resistances, in siemens.
  ///
  /// *columns × grounds*; nil where bit lines are sensed at both ends.
  var outputAdmittance: Matrix? { get }
}
