/// What digital logic behind the arrays of one chip takes back, fitted to that chip on the images that
/// choose the ranges.
public enum DigitalCorrection: String, Sendable, CaseIterable, Codable {
  /// Nothing.
  case none
  /// One factor on all outputs of a layer, or of a group of a grouped one, gives them the root mean square
  /// that they have digitally: global compensation of drift.
  case factor
  /// One factor on every output channel does.
  case factors
  /// The mean error of every output channel is subtracted.
  case bias
  /// Every output channel gets the mean and the standard deviation that it has digitally, which is what
  /// batch normalization does whose statistics are estimated anew on the chip.
  case moments
}
