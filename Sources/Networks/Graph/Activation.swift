/// A function of one number.
enum Activation: Sendable, Equatable {
  case relu
  case leakyRelu(slope: Float)
  case sigmoid
  case tanh
  case clip(lower: Float, upper: Float)
}
