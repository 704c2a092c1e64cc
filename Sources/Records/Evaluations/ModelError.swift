/// What the errors of a fast model may make of what was found of a network.
///
/// The outputs of every layer were computed by the model and exactly for some of the input vectors that its
/// arrays get. The differences were added to the outputs of the layers while images passed through the
/// network again, several times with others of them: what that changes is what the exact solution might
/// have changed.
public struct ModelError: Sendable, Equatable, Codable {
  /// What the errors make of one number.
  public struct Part: Sendable, Equatable, Codable {
    /// The mean change of the number.
    public var shift: Double
    /// How far the exact number may be from the model's, at 95 %: that much intervals are wider on either
    /// side.
    public var halfWidth: Double

    /// Creates the part of a number.
    package init(shift: Double, halfWidth: Double) {
      self.shift = shift
      self.halfWidth = halfWidth
    }
  }

  /// What the errors make of the network's outputs.
  public struct Outputs: Sendable, Equatable, Codable {
    /// The root mean square of the changes, in the unit of the outputs.
    public var rms: Double
    /// The same over the standard deviation of the outputs; 0 where these do not differ.
    public var relative: Double
    /// What 95 % of the changes are within.
    public var limit: Double

    /// Creates the changes of outputs.
    package init(rms: Double, relative: Double, limit: Double) {
      self.rms = rms
      self.relative = relative
      self.limit = limit
    }
  }

  /// How often images passed through the network with errors.
  public var injections: Int
  /// The number of these images.
  public var images: Int
  /// The number of input vectors whose outputs were computed exactly, over all layers.
  public var vectors: Int
  /// The network's outputs.
  public var outputs: Outputs
  /// The share of images whose label has the largest logit; nil for a regression.
  public var top1: Part?
  /// The share of images whose label is among the five largest; nil where it was not counted.
  public var top5: Part?
  /// The share of images with the class of the digital network; nil for a regression.
  public var agreement: Part?
  /// The mean loss a position, in nats; nil for networks of a class an image.
  public var loss: Part?
  /// The root mean square error of a regression, in the unit of the targets.
  public var rmse: Part?
  /// The coefficient of determination of a regression.
  public var r2: Part?

  /// Creates the errors from their parts.
  package init(injections: Int, images: Int, vectors: Int, outputs: Outputs) {
    self.injections = injections
    self.images = images
    self.vectors = vectors
    self.outputs = outputs
  }
}
