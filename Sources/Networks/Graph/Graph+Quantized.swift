/// What a quantized network says of the inputs of its layers.
extension Graph {
  /// Tells the layers which numbers their inputs can be, where `DequantizeLinear` made them.
  ///
  /// - Parameter drafts: The layers the steps refer to.
  func stateInputs(of drafts: inout [LayerDraft]) {
    var producers: [Int: Step] = [:]
    var stated: [Int: QuantizedNumbers?] = [:]
    for step in steps {
      if case .matrix(let matrix) = step.operation, case .value(let value) = step.operands[0] {
        let found = numbers(of: value, producers)
        // The steps of a recurrent layer share its matrix, and must agree.
        if let known = stated[matrix.layer], known != found {
          stated[matrix.layer] = .some(nil)
        } else {
          stated[matrix.layer] = .some(found)
        }
      }
      producers[step.result] = step
    }
    for (layer, numbers) in stated { drafts[layer].inputCodes = numbers }
  }

  /// The numbers that a value can hold; nil where that is not known.
  private func numbers(of value: Int, _ producers: [Int: Step]) -> QuantizedNumbers? {
    guard let step = producers[value], case .value(let source)? = step.operands.first else {
      return nil
    }
    switch step.operation {
    case .kernel(let kernel):
      // Every image passes integers of the type, whatever made them.
      guard let quantization = kernel as? Quantization, quantization.range == nil,
        quantization.scales.count == 1, quantization.scales[0] > 0,
        let range = types[source].integerRange, range.count <= 1 << 16,
        let zero = Int(exactly: quantization.zeroPoints[0])
      else { return nil }
      return QuantizedNumbers(
        step: quantization.scales[0], codes: range.lowerBound - zero...range.upperBound - zero)
    case .rearrangement(let rearrangement):
      guard rearrangement.fill == 0 else { return nil }
      return numbers(of: source, producers)
    case .maximumPool: return numbers(of: source, producers)
    case .activation(.relu):
      return numbers(of: source, producers).map {
        QuantizedNumbers(
          step: $0.step, codes: max($0.codes.lowerBound, 0)...max($0.codes.upperBound, 0))
      }
    default: return nil
    }
  }
}
