/// Where the images of a batch lie in a tensor.
///
/// For one image an axis has the extent *outer · inner*; for *B* images it has *outer · B · inner*,
/// as after a reshape that joins images and attention heads.
struct BatchPlace: Sendable, Equatable {
  /// The axis, counted from the front.
  var axis: Int
  /// How many places of the axis lie inside one image.
  var inner = 1
}
