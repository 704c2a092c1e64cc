/// Loss and accuracy of a training over its passes.
public struct TrainingFigure: Figure {
  /// What some steps found.
  public struct Point: Sendable {
    /// Where they end, in passes over the images.
    public var epoch: Double
    /// The mean loss.
    public var loss: Double
    /// The share of right answers.
    public var accuracy: Double

    /// Describes some steps.
    public init(epoch: Double, loss: Double, accuracy: Double) {
      self.epoch = epoch
      self.loss = loss
      self.accuracy = accuracy
    }
  }

  /// The points, in order; at least one.
  public var points: [Point]

  /// Creates a figure.
  public init(_ points: [Point]) {
    precondition(!points.isEmpty, "a training without steps")
    self.points = points
  }

  /// What the figure shows.
  public var caption: String {
    "Loss and accuracy on the images of the training, over its passes over them."
  }

  /// The gnuplot commands, data included.
  public var script: String {
    let data = points.map { point in
      [point.epoch, point.loss, 100 * point.accuracy].map(plotted).joined(separator: " ")
    }
    return """
      $training << END_OF_DATA
      \(data.joined(separator: "\n"))
      END_OF_DATA
      set key below Left reverse samplen 1.5
      set xlabel 'passes over the images'
      set ylabel 'loss'
      set y2label 'accuracy on the training images, %'
      set ytics nomirror
      set y2tics
      plot $training using 1:2 with linespoints pt 7 ps 0.4 lw 1.5 lc rgb '\(seriesColors[0])' title 'loss', \
      $training using 1:3 axes x1y2 with linespoints pt 5 ps 0.4 lw 1.5 lc rgb '\(seriesColors[1])' title 'accuracy'
      """
  }
}
