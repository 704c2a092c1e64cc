/// How an operator is read.
struct OperatorRule: Sendable {
  /// The first opset that has it in the form that is read.
  let firstOpset: Int
  /// The results of a node, in the order of its outputs.
  let read: @Sendable (inout GraphImporter, NodeReader) throws -> [GraphValue]

  /// The rule of an operator with one result.
  static func one(
    _ firstOpset: Int,
    _ read: @escaping @Sendable (inout GraphImporter, NodeReader) throws -> GraphValue
  ) -> OperatorRule {
    OperatorRule(firstOpset: firstOpset) { [try read(&$0, $1)] }
  }
}

/// The operators that are read.
let operatorRules: [String: OperatorRule] = {
  var rules = productRules.merging(layoutRules) { first, _ in first }
  for more in [normalizationRules, elementwiseRules, windowRules, dataRules] {
    rules.merge(more) { first, _ in first }
  }
  for reduction in Reduction.allCases {
    rules[reduction.rawValue] = .one(7) { try $0.reduction(reduction, $1) }
  }
  return rules
}()

private let productRules: [String: OperatorRule] = [
  "Conv": .one(7) { try $0.convolution($1) },
  "ConvTranspose": .one(7) { try $0.transposedConvolution($1) },
  "Gemm": .one(7) { try $0.gemm($1) },
  "Einsum": .one(12) { try $0.summedProduct($1) },
  "GRU": OperatorRule(firstOpset: 7) { try $0.recurrence($1) },
  "LSTM": OperatorRule(firstOpset: 7) { try $0.recurrence($1) },
  "MatMul": .one(7) { try $0.matrixProduct($1) },
  "RNN": OperatorRule(firstOpset: 7) { try $0.recurrence($1) },
]

private let layoutRules: [String: OperatorRule] = [
  "DepthToSpace": .one(7) { try $0.rearrangedBlocks($1) },
  "Concat": .one(7) { try $0.concatenation($1) },
  "Expand": .one(8) { try $0.expanded($1) },
  "Flatten": .one(7) { try $0.flattened($1) },
  "Gather": .one(7) { try $0.gathered($1) },
  "GatherElements": .one(11) { try $0.gatheredElements($1) },
  "GatherND": .one(11) { try $0.gatheredBlocks($1) },
  "Identity": .one(7) { try $0.identity($1) },
  "Pad": .one(7) { try $0.padded($1) },
  "Reshape": .one(7) { try $0.reshaped($1) },
  "ScatterElements": .one(11) { try $0.scatteredElements($1) },
  "ScatterND": .one(11) { try $0.scatteredBlocks($1) },
  "Slice": .one(7) { try $0.sliced($1) },
  "SpaceToDepth": .one(7) { try $0.rearrangedBlocks($1) },
  "Split": OperatorRule(firstOpset: 7) { try $0.split($1) },
  "Squeeze": .one(7) { try $0.squeezed($1) },
  "Tile": .one(7) { try $0.tiled($1) },
  "Transpose": .one(7) { try $0.transposed($1) },
  "Trilu": .one(14) { try $0.triangle($1) },
  "Unsqueeze": .one(7) { try $0.unsqueezed($1) },
]

private let normalizationRules: [String: OperatorRule] = [
  "BatchNormalization": .one(7) { try $0.batchNormalization($1) },
  "GroupNormalization": .one(18) { try $0.groupNormalization($1) },
  "Hardmax": .one(7) { try $0.hardMaximum($1) },
  "InstanceNormalization": .one(7) { try $0.instanceNormalization($1) },
  "LayerNormalization": .one(17) { try $0.layerNormalization($1) },
  "LogSoftmax": .one(7) { try $0.softmax($1) },
  "LpNormalization": .one(7) { try $0.lineNormalization($1) },
  "LRN": .one(7) { try $0.localResponse($1) },
  "RMSNormalization": .one(23) { try $0.layerNormalization($1) },
  "Softmax": .one(7) { try $0.softmax($1) },
]

private let windowRules: [String: OperatorRule] = [
  "AveragePool": .one(7) { try $0.pool($1) },
  "GlobalAveragePool": .one(7) { try $0.globalPool($1) },
  "GlobalMaxPool": .one(7) { try $0.globalPool($1) },
  "MaxPool": .one(7) { try $0.pool($1) },
  "Resize": .one(10) { try $0.resized($1) },
]

private let dataRules: [String: OperatorRule] = [
  "ArgMax": .one(7) { try $0.extremePlace($1) },
  "ArgMin": .one(7) { try $0.extremePlace($1) },
  "Cast": .one(7) { try $0.cast($1) },
  "CastLike": .one(15) { try $0.castLike($1) },
  "Constant": .one(7) { try $0.constant($1) },
  "ConstantOfShape": .one(9) { try $0.constantOfShape($1) },
  "CumSum": .one(11) { try $0.runningSum($1) },
  "DequantizeLinear": .one(10) { try $0.dequantized($1) },
  "Dropout": .one(7) { try $0.dropout($1) },
  "OneHot": .one(9) { try $0.oneHot($1) },
  "QuantizeLinear": .one(10) { try $0.quantized($1) },
  "Range": .one(11) { try $0.range($1) },
  "Shape": .one(7) { try $0.shape($1) },
  "Size": .one(7) { try $0.size($1) },
  "TopK": OperatorRule(firstOpset: 7) { try $0.largest($1) },
]

private let elementwiseRules: [String: OperatorRule] = {
  var rules: [String: OperatorRule] = [
    "Clip": .one(7) { try $0.clip($1) },
    "Mean": .one(7) { try $0.variadic($1) },
    "Max": .one(7) { try $0.variadic($1) },
    "Min": .one(7) { try $0.variadic($1) },
    "Mod": .one(10) { try $0.modulus($1) },
    "Not": .one(7) { try $0.negation($1) },
    "PRelu": .one(7) { try $0.parametricRelu($1) },
    "Sum": .one(7) { try $0.variadic($1) },
    "Where": .one(9) { try $0.selection($1) },
    "IsInf": .one(10) { try $0.infiniteness($1) },
    "IsNaN": .one(9) { try $0.activation($1, type: .bool) },
  ]
  for function in Activation.Elementary.allCases {
    rules[function.rawValue] = .one(function.firstOpset) { try $0.activation($1) }
  }
  let functions = [
    "Celu": 12, "Elu": 7, "Gelu": 20, "HardSigmoid": 7, "HardSwish": 14, "LeakyRelu": 7,
    "Mish": 18, "Relu": 7, "Selu": 7, "Shrink": 9, "Sigmoid": 7, "Softplus": 7, "Softsign": 7,
    "Swish": 24, "Tanh": 7, "ThresholdedRelu": 10,
  ]
  for (name, opset) in functions { rules[name] = .one(opset) { try $0.activation($1) } }
  let pairs = [
    "Add": 7, "And": 7, "Div": 7, "Equal": 7, "Greater": 7, "GreaterOrEqual": 12, "Less": 7,
    "LessOrEqual": 12, "Mul": 7, "Or": 7, "Pow": 7, "Sub": 7, "Xor": 7,
  ]
  for (name, opset) in pairs { rules[name] = .one(opset) { try $0.arithmetic($1) } }
  return rules
}()

extension Activation.Elementary {
  /// The first opset that has the operator.
  fileprivate var firstOpset: Int {
    switch self {
    case .areaCosine, .areaSine, .areaTangent, .hyperbolicCosine, .hyperbolicSine, .errorFunction,
      .sign:
      9
    case .round: 11
    default: 7
    }
  }
}
