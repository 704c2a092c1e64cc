internal import Foundation

/// What one step of a recurrent layer computes from its products; the matrices are layers.
///
/// The gates lie one after another in both products, each `width` wide, for every one of `count`
/// sequences: *count × gates × width*.
struct RecurrentCell: Kernel {
  /// Which numbers are computed.
  enum Part: Sendable {
    /// The state of an LSTM from its input and hidden products and the state before; gates i o f c.
    case memory
    /// The output of an LSTM from its products and its state.
    case output
    /// The output of a GRU from its products and the output before; gates z r h, the reset applied
    /// to the hidden product.
    case gated
    /// The output before, weighed by the reset gate of a GRU; its hidden product has the gates z r.
    case reset
    /// The output of a GRU whose reset is applied before the product: from the input product, the
    /// hidden product of z and r, that of h, and the output before.
    case gatedAfterReset
    /// The output of a plain recurrent layer.
    case plain(Activation)
  }

  let part: Part
  let count: Int
  let width: Int
  /// Where the numbers of this step begin in the product with the inputs.
  let offset: Int
  /// What is added to the hidden product's last gate of a GRU before its reset.
  var hiddenBias: [Float] = []

  var work: Int { 8 * count * width }

  func run(_ sources: [Source], into target: Target) throws(KernelRefusal) {
    let input = sources[0] + offset
    let hidden = sources[1]
    for sequence in 0..<count {
      for place in 0..<width {
        let index = sequence * width + place
        // The gate's number in a product with so many gates.
        func gate(_ source: Source, _ number: Int, of gates: Int) -> Double {
          Double(source[(sequence * gates + number) * width + place])
        }
        func both(_ number: Int, of gates: Int) -> Double {
          gate(input, number, of: gates) + gate(hidden, number, of: gates)
        }
        let value: Double
        switch part {
        case .memory:
          value =
            Self.logistic(both(2, of: 4)) * Double(sources[2][index])
            + Self.logistic(both(0, of: 4)) * tanh(both(3, of: 4))
        case .output:
          value = Self.logistic(both(1, of: 4)) * tanh(Double(sources[2][index]))
        case .gated:
          let update = Self.logistic(both(0, of: 3))
          let reset = Self.logistic(both(1, of: 3))
          let candidate = tanh(
            gate(input, 2, of: 3)
              + reset * (gate(hidden, 2, of: 3) + Double(hiddenBias[place])))
          value = (1 - update) * candidate + update * Double(sources[2][index])
        case .reset:
          let reset = Self.logistic(gate(input, 1, of: 3) + gate(hidden, 1, of: 2))
          value = reset * Double(sources[2][index])
        case .gatedAfterReset:
          let update = Self.logistic(gate(input, 0, of: 3) + gate(hidden, 0, of: 2))
          let candidate = tanh(gate(input, 2, of: 3) + Double(sources[2][index]))
          value = (1 - update) * candidate + update * Double(sources[3][index])
        case .plain(let function): value = Double(function(Float(both(0, of: 1))))
        }
        target[index] = Float(value)
      }
    }
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
