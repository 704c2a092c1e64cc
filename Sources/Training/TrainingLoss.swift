internal import Foundation

/// The loss of some images: cross-entropy with labels that are smoothed, and with a teacher's outputs.
struct TrainingLoss {
  let classes: Int
  let labelSmoothing: Double
  let teacherShare: Double
  let temperature: Double

  init(_ recipe: Recipe, classes: Int) {
    self.classes = classes
    labelSmoothing = recipe.labelSmoothing
    teacherShare = recipe.teacherShare
    temperature = recipe.temperature
  }

  /// The loss of one image, and its gradient by the logits.
  ///
  /// With p the network's probabilities, q the label's and s and t those of network and teacher at the temperature T,
  /// it is −(1 − a) Σ q ln p + a T² Σ t ln(t / s), after Hinton, Vinyals and Dean ("Distilling the knowledge in a neural
  /// network", 2015).
  ///
  /// - Parameters:
  ///   - logits: The network's outputs.
  ///   - label: The class.
  ///   - teacher: The teacher's outputs; nil if there is none.
  ///   - weight: What loss and gradient are multiplied by.
  ///   - gradient: Where the gradient goes.
  /// - Returns: The loss.
  func callAsFunction(
    _ logits: UnsafeBufferPointer<Float>, label: Int, teacher: ArraySlice<Float>?, weight: Double,
    gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let own = Self.logarithms(logits, temperature: 1)
    let hard = teacher == nil ? 1 : 1 - teacherShare
    var loss = 0.0
    for place in 0..<classes {
      let wanted =
        labelSmoothing / Double(classes) + (place == label ? 1 - labelSmoothing : 0)
      if wanted > 0 { loss -= hard * wanted * own[place] }
      gradient[place] = Float(weight * hard * (exp(own[place]) - wanted))
    }
    guard let teacher, teacherShare > 0 else { return weight * loss }
    let soft = Self.logarithms(logits, temperature: temperature)
    let wanted = teacher.withUnsafeBufferPointer {
      Self.logarithms($0, temperature: temperature)
    }
    let square = temperature * temperature
    for place in 0..<classes {
      let share = exp(wanted[place])
      loss +=
        teacherShare * square * share * (wanted[place] - soft[place])
      gradient[place] += Float(
        weight * teacherShare * temperature * (exp(soft[place]) - share))
    }
    return weight * loss
  }

  /// The logarithms of the probabilities.
  private static func logarithms(
    _ logits: UnsafeBufferPointer<Float>, temperature: Double
  ) -> [Double] {
    let scaled = logits.map { Double($0) / temperature }
    let largest = scaled.max() ?? 0
    let sum = scaled.reduce(0.0) { $0 + exp($1 - largest) }
    return scaled.map { $0 - largest - log(sum) }
  }
}
