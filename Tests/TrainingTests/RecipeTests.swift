import Configuration
import Foundation
import Testing
import Training

struct RecipeTests {
  private func recipe(_ text: String) throws -> Recipe {
    try Recipe(ConfigurationDocument(text: text, source: "recipe.toml"))
  }

  @Test func `a recipe has the values of its file and defaults for the others`() throws {
    let recipe = try recipe(
      """
      schema = 1
      steps = 40
      batch = 32
      seed = 7
      [optimizer]
      kind = "adamw"
      rate = 0.002
      beta2 = 0.99
      weight_decay = 0.01
      gradient_limit = 5
      [schedule]
      kind = "one-cycle"
      [loss]
      label_smoothing = 0.1
      teacher = 0.5
      temperature = 4
      [images]
      flips = true
      shift = 4
      [weights]
      limit = 3
      limit_of = "column"
      average = 0.99
      """)
    var expected = Recipe()
    expected.length = .steps(40)
    expected.batch = 32
    expected.seed = 7
    expected.rule = .adamW(first: 0.9, second: 0.99, epsilon: 1e-8)
    expected.rate = 0.002
    expected.weightDecay = 0.01
    expected.gradientLimit = 5
    expected.schedule = .oneCycle
    expected.warmup = 0.3
    expected.labelSmoothing = 0.1
    expected.teacherShare = 0.5
    expected.temperature = 4
    expected.flips = true
    expected.shift = 4
    expected.weightLimit = 3
    expected.limitScope = .column
    expected.average = 0.99
    #expect(recipe == expected)
    #expect(try self.recipe("schema = 1") == Recipe())
  }

  @Test(arguments: [
    ("epochs = 1\nsteps = 2", "steps"), ("batch = 0", "batch"),
    ("[optimizer]\nkind = \"adam\"", "kind"),
    ("[optimizer]\nbeta1 = 0.9", "beta1"),
    ("[optimizer]\nkind = \"adamw\"\nmomentum = 0.9", "momentum"),
    ("[schedule]\nkind = \"linear\"", "kind"), ("[loss]\nteacher = 1.5", "teacher"),
    ("[images]\nflip = true", "flip"), ("rate = 0.1", "rate"),
    ("[weights]\nlimit_of = \"row\"", "limit_of"), ("[optimizer]\nrate = nan", "rate"),
    ("[optimizer]\nkind = \"switching\"\nmomentum = 0.9", "momentum"),
    ("[optimizer]\nkind = \"switching\"\npulse = \"step\"", "pulse"),
    ("[optimizer]\nkind = \"switching\"\nweight_decay = 0.1", "weight_decay"),
    ("[optimizer]\nkind = \"switching\"\n[weights]\nlimit = 2.0", "limit"),
    ("[optimizer]\nkind = \"switching\"\nrate = 2.0", "rate"),
    ("[optimizer]\nkind = \"switching\"\n[bayes]\nprior = 1.0", "bayes"),
    ("[bayes]\nprior = 0", "prior"), ("[bayes]\nspread = 1", "spread"),
    ("[bayes]\nprior = 1.0\n[arrays]\ndraw = \"never\"", "draw"),
  ])
  func `a recipe is refused by key`(text: String, key: String) {
    let error = #expect(throws: InputError.self) { try recipe("schema = 1\n\(text)") }
    #expect(error?.description.contains(key) == true)
  }

  @Test func `pulses are read`() throws {
    var expected = Recipe()
    var switching = Recipe.Switching()
    (switching.pulse, switching.threshold, switching.digitalRate) = (.proportional, 1.5, 0.01)
    expected.rule = .switching(switching)
    expected.rate = 0.2
    let text = """
      schema = 1
      [optimizer]
      kind = "switching"
      rate = 0.2
      pulse = "proportional"
      threshold = 1.5
      digital_rate = 0.01
      """
    #expect(try recipe(text) == expected)
  }

  @Test func `spreads are read`() throws {
    var expected = Recipe()
    var bayes = Recipe.Bayes()
    (bayes.strength, bayes.prior, bayes.rate) = (0.5, 2, 3)
    expected.bayes = bayes
    #expect(
      try recipe("schema = 1\n[bayes]\nstrength = 0.5\nprior = 2.0\nrate = 3.0") == expected)
  }

  @Test func `rates rise over the warm-up and fall to the last one`() {
    var recipe = Recipe()
    recipe.rate = 2
    recipe.finalRate = 0.1
    recipe.warmup = 0.25
    for schedule in [Recipe.Schedule.cosine, .oneCycle] {
      recipe.schedule = schedule
      let rates = (0..<1000).map { recipe.rate(step: $0, of: 1000) }
      #expect(rates[..<250] == rates[..<250].sorted()[...])
      #expect(Array(rates[250...]) == Array(rates[250...].sorted().reversed()))
      #expect(rates[0] > 0 && rates[0] < 0.01 && (rates.max() ?? 0) > 1.99)
      #expect((rates[999] - 0.2).magnitude < 1e-4)
    }
    recipe.schedule = .constant
    #expect(recipe.rate(step: 999, of: 1000) == 2)
    #expect(recipe.rate(step: 0, of: 1) > 0)
  }

  @Test func `recipes that come along are read`() throws {
    let folder = URL(fileURLWithPath: #filePath)
      .appendingPathComponent("../../../netlists/recipes").standardizedFileURL
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".toml") }
    #expect(names.count >= 4)
    for name in names {
      _ = try Recipe(ConfigurationDocument(contentsOf: folder.appendingPathComponent(name)))
    }
  }

  @Test func `arrays are drawn and ranged as a recipe says`() throws {
    let recipe = try Recipe(
      ConfigurationDocument(
        text: "schema = 1\n[arrays]\nranging_steps = 7\ndraw = \"epoch\"\nbackward = \"ideal\"\n"
          + "converters = \"learned\"\nmeans = 0.12\n",
        source: "r.toml"))
    #expect(recipe.rangingSteps == 7 && recipe.drawing == .epoch && recipe.backward == .ideal)
    #expect(recipe.converters == .learned && recipe.means == 0.12)
  }
}
