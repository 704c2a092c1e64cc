/// How many samples each of several parts has, so that the sum of their losses is the least that a budget allows.
package struct SampleAllocation {
  /// Something with a number of samples of its own.
  package struct Part: Sendable, Equatable {
    /// What a sample costs.
    package let cost: Int
    /// What each number of samples that may be chosen loses.
    package let losses: [Double]

    /// Describes a part.
    package init(cost: Int, losses: [Double]) { (self.cost, self.losses) = (cost, losses) }
  }

  /// The best of all ways to share out a budget: exact dynamic programming over what has been spent.
  ///
  /// - Parameters:
  ///   - parts: The parts.
  ///   - choices: The numbers of samples that there are, ascending.
  ///   - budget: The most that all parts may cost.
  /// - Returns: For each part the index of its choice; nil if the budget is below the cheapest.
  package static func best(_ parts: [Part], choices: [Int], budget: Int) -> [Int]? {
    // What was spent, and the least loss with it: neither more spent nor more lost than any other.
    var front = [State(cost: 0, loss: 0, previous: 0, choice: 0)]
    var fronts: [[State]] = []
    for part in parts {
      var next: [State] = []
      for (index, state) in front.enumerated() {
        for (choice, samples) in choices.enumerated() {
          let cost = state.cost + part.cost * samples
          guard cost <= budget else { break }
          next.append(
            State(
              cost: cost, loss: state.loss + part.losses[choice], previous: index, choice: choice))
        }
      }
      next.sort { ($0.cost, $0.loss) < ($1.cost, $1.loss) }
      front = []
      for state in next where front.last.map({ state.loss < $0.loss }) ?? true {
        front.append(state)
      }
      fronts.append(front)
    }
    guard var index = fronts.last?.indices.last else { return parts.isEmpty ? [] : nil }
    var chosen: [Int] = []
    for front in fronts.reversed() {
      chosen.append(front[index].choice)
      index = front[index].previous
    }
    return chosen.reversed()
  }

  private struct State {
    let cost: Int
    let loss: Double
    let previous: Int
    let choice: Int
  }
}
